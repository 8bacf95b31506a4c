/**
 * A canary: an event of our own that takes the whole way, from an outbox through Kafka into the log, and must be proved up to a signed
 * checkpoint in time. When it is not, something on that way is broken or keeps silent, and that is an alert.
 */
@NullMarked
package dev.claviger.audit.canary;

import org.jspecify.annotations.NullMarked;
