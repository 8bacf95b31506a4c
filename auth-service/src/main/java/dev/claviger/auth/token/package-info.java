/**
 * Access tokens: issue, check, renew, revoke, and the keys that sign them.
 *
 * <p>A token is an ES256 JWT (http-api.md 3.7) whose {@code jti} names a row of {@code access_token}; renewals share it, so one
 * revocation ends them all. Here, where the row is at hand, every use is checked against it: revocation, addresses, number of uses, and
 * the rights its identity has now. Owns the tables {@code access_token} and {@code signing_key}.
 */
@NullMarked
package dev.claviger.auth.token;

import org.jspecify.annotations.NullMarked;
