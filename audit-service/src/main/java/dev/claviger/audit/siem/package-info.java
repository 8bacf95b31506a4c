/**
 * Streams of entries to other systems (http-api.md 9.5): at least once, in the order of the log, with a cursor that survives restarts.
 *
 * <p>Owns the table {@code audit_stream}. Of all replicas one at a time serves a stream; a broken destination holds up only itself.
 */
@NullMarked
package dev.claviger.audit.siem;

import org.jspecify.annotations.NullMarked;
