/**
 * Reading secrets: lists, single ones, versions; in the manner of both API versions (http-api.md 4.2 to 4.6, 4.10, 4.11, 5.6).
 *
 * <p>An answer leaves only after the event that names every secret version whose value is in it is durable. Owns no table.
 */
@NullMarked
package dev.claviger.vault.reading;

import org.jspecify.annotations.NullMarked;
