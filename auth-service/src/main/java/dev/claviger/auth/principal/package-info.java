/**
 * What the other services must know of people, machines, groups and revoked tokens, as one compacted topic.
 *
 * <p>A change and its entry commit together; the entry is published at once, or by a later sweep of any replica when Kafka or this
 * process was away. Owns the tables {@code principal_entry} and {@code principal_topic}, publishes the topic {@code claviger.principals}.
 */
@NullMarked
package dev.claviger.auth.principal;

import org.jspecify.annotations.NullMarked;
