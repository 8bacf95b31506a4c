/**
 * What this service asks vault-service about secrets and where they lie, through the public API, so that it is authorised and recorded
 * there like any other read.
 *
 * <p>Owns no tables.
 */
@NullMarked
package dev.claviger.sync.vault;

import org.jspecify.annotations.NullMarked;
