/**
 * Checks a verifiable log from outside: its signature, its tree, its proofs, and what the entries say.
 *
 * <p>Written from the specifications (C2SP, RFC 6962, RFC 9162) without any code of audit-service; the two have only SHA-256 in common.
 * What they agree about is therefore more than what one of them believes.
 */
@NullMarked
package dev.claviger.verifier;

import org.jspecify.annotations.NullMarked;
