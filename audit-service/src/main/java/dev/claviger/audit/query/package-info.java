/**
 * Answers who did what (http-api.md 9.1 to 9.3): search in the trail of the caller's own organisation, newest first.
 *
 * <p>Each search is itself recorded, also a refused one, before it is answered. Owns no tables.
 */
@NullMarked
package dev.claviger.audit.query;

import org.jspecify.annotations.NullMarked;
