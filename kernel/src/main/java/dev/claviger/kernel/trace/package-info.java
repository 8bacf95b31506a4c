/**
 * Traces in the form of OpenTelemetry, off unless a collector is named.
 *
 * <p>A trace says how long what took, and never about which secret: spans carry routes, statuses and ids of requests, no paths, names,
 * bodies or tokens. Across HTTP and Kafka it travels as {@code traceparent} (W3C Trace Context); across the outbox it lies in the event.
 */
@NullMarked
package dev.claviger.kernel.trace;

import org.jspecify.annotations.NullMarked;
