/**
 * No secret leaves unrecorded: every event is durable in the producer's own PostgreSQL before the answer goes out.
 *
 * <p>State changes write their event in the same transaction ({@link dev.claviger.kernel.outbox.Outbox#transaction}); reads, logins
 * and denials share one insert with their neighbours ({@link dev.claviger.kernel.outbox.Outbox#record}). A relay feeds Kafka
 * afterwards. What else belongs into a service's transactions is added by {@link dev.claviger.kernel.outbox.BeforeCommit}. Owns the tables {@code outbox_producer} and {@code outbox_event}, publishes the topic {@code claviger.access-events}.
 */
@NullMarked
package dev.claviger.kernel.outbox;

import org.jspecify.annotations.NullMarked;
