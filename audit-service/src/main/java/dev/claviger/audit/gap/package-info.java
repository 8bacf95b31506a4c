/**
 * Notices that events are missing: each boot of a producer numbers its events without a gap, so that one which stays open is an alert.
 *
 * <p>An alert is raised once, whatever the number of replicas, and ends when what was missing has arrived; both are entries of the
 * platform's log. Owns the tables {@code alert} and {@code alert_end}.
 */
@NullMarked
package dev.claviger.audit.gap;

import org.jspecify.annotations.NullMarked;
