/**
 * Rules that look at the entries of the logs and raise alerts (audit-log.md 5): each entry once, in the order of the log, with a cursor that
 * moves in the transaction that raises the alerts.
 *
 * <p>Owns the tables {@code detection_cursor}, {@code detection_failure}, {@code detection_setting} and {@code detection_suppression}. What a rule needs to remember
 * is in the trail, so that a rule finds in the past what it would have found then.
 */
@NullMarked
package dev.claviger.audit.detection;

import org.jspecify.annotations.NullMarked;
