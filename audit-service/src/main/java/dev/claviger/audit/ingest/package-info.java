/**
 * Takes access events from Kafka into the trail, each exactly once, however often Kafka or a producer sends it.
 *
 * <p>One transaction moves the offset, drops known events, appends the rest and counts the producers' numbers; Kafka's own offsets are
 * not used. A record that is no event goes to quarantine and holds up nothing. While PostgreSQL or Kafka is away we wait. Reads the
 * topic {@code claviger.access-events}; owns the tables {@code source_offset}, {@code event_key}, {@code producer_state} and
 * {@code quarantine}.
 */
@NullMarked
package dev.claviger.audit.ingest;

import org.jspecify.annotations.NullMarked;
