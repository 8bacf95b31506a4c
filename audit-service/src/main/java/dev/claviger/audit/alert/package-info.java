/**
 * Alerts and what people did about them: open, acknowledged, resolved or a false positive, each step with who, when and why.
 *
 * <p>Owns the tables {@code detection_alert} and {@code detection_alert_step}. Rules raise alerts; nothing here knows a rule. Who
 * wants to know of changes is an {@link dev.claviger.audit.alert.AlertListener}.
 */
@NullMarked
package dev.claviger.audit.alert;

import org.jspecify.annotations.NullMarked;
