/**
 * What changed inside a project, told to whoever wants to follow: one message per change on the topic {@code claviger.secret-changes},
 * never with a value.
 *
 * <p>A change is written down by the transaction that makes it, next to its access event, so neither can be without the other. One
 * replica at a time brings what was written to Kafka, in the order of revisions within a project. Messages may come twice, but never out
 * of order and never not at all. Owns the table {@code change_outbox}, publishes the topic.
 */
@NullMarked
package dev.claviger.vault.feed;

import org.jspecify.annotations.NullMarked;
