/**
 * How entries reach other systems: HTTP of your own, Splunk, Datadog, syslog over TLS and Kafka (audit-log.md 4.7).
 *
 * <p>What always holds: hosts that organisations name are reached through the guarded clients of the kernel only, and a parcel counts as
 * delivered only after the other side took it, as far as its protocol can say so.
 */
@NullMarked
package dev.claviger.audit.transport;

import org.jspecify.annotations.NullMarked;
