/**
 * How long entries are kept, what is held, and what was removed: payloads go, the leaves of the log stay and tell of it.
 *
 * <p>Owns the tables {@code retention_class}, {@code retention_rule}, {@code legal_hold}, {@code legal_hold_end} and {@code purge}.
 * Removes nothing itself: the database does, in the transaction whose leaf tells of it, and refuses everything else.
 */
@NullMarked
package dev.claviger.audit.retention;

import org.jspecify.annotations.NullMarked;
