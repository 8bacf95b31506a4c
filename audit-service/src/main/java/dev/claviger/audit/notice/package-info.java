/**
 * Where organisations want to be told about their alerts, and the telling: at least once, in the order of the changes, with a key that lets
 * receivers drop what they have.
 *
 * <p>A notice is written by the transaction that raises or moves the alert, so that none is lost. Of all replicas one at a time serves a
 * destination; a slow or broken one holds up only itself. Owns the tables {@code alert_destination} and {@code alert_notice}.
 */
@NullMarked
package dev.claviger.audit.notice;

import org.jspecify.annotations.NullMarked;
