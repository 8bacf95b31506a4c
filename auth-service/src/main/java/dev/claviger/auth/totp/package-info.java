/**
 * The second factor: codes from an authenticator app (RFC 6238), and recovery codes for when it is lost.
 *
 * <p>The secret is sealed at rest. A code works once, in whatever spelling it comes. Owns the tables {@code user_totp} and
 * {@code recovery_code}.
 */
@NullMarked
package dev.claviger.auth.totp;

import org.jspecify.annotations.NullMarked;
