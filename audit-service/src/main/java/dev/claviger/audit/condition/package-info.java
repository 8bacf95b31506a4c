/**
 * Watches the log itself and says so through the ordinary alerts: events that are missing, records that could not be read, a canary that
 * does not arrive, checkpoints that are not signed or not witnessed, streams that do not deliver.
 *
 * <p>An alert is raised once when a condition begins, whatever the number of replicas, and is resolved when its cause is gone. Owns the
 * table {@code log_condition}; reads those of the features it watches.
 */
@NullMarked
package dev.claviger.audit.condition;

import org.jspecify.annotations.NullMarked;
