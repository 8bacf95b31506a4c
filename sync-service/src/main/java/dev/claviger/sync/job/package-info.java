/**
 * Which runs of syncs are to be done and who does them. A run is taken with a lease; when its replica dies another one goes on with it.
 *
 * <p>Owns the table {@code sync_job}.
 */
@NullMarked
package dev.claviger.sync.job;

import org.jspecify.annotations.NullMarked;
