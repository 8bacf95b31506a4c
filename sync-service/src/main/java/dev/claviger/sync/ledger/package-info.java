/**
 * What syncs own at which place, what was there before, and who may write there now. Values from before are sealed; digests are keyed.
 *
 * <p>Owns the tables {@code sync_ledger}, {@code sync_undo}, {@code sync_place_lease} and {@code sync_key}.
 */
@NullMarked
package dev.claviger.sync.ledger;

import org.jspecify.annotations.NullMarked;
