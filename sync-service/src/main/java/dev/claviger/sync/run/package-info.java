/**
 * Runs of syncs: reads the source as the organisation's identity, plans, carries the plan out, and says how it went.
 *
 * <p>Owns no tables.
 */
@NullMarked
package dev.claviger.sync.run;

import org.jspecify.annotations.NullMarked;
