/**
 * What happens to alerts, told on the Kafka topic {@code claviger.alerts}, always: one CloudEvent per change, keyed by the organisation,
 * at least once and in the order in which the changes of an alert were made.
 *
 * <p>Owns the table {@code alert_outbox} and the topic. An event is written by the transaction that makes the change.
 */
@NullMarked
package dev.claviger.audit.feed;

import org.jspecify.annotations.NullMarked;
