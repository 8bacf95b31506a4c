/**
 * Fetches from addresses that a user named: discovery documents, key sets, webhooks.
 *
 * <p>Everything goes through {@link dev.claviger.kernel.outbound.GuardedHttp}, and what is no HTTP through
 * {@link dev.claviger.kernel.outbound.GuardedSockets}. They reach public addresses over HTTPS and, beyond
 * that, only the private networks that the operator lists in {@link dev.claviger.kernel.outbound.OutboundConfig#allow}.
 */
@NullMarked
package dev.claviger.kernel.outbound;

import org.jspecify.annotations.NullMarked;
