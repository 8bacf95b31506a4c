/**
 * Universal Auth: login by client id and client secret (http-api.md 3.2, 6.3).
 *
 * <p>A client secret is 256 random bits; only its digest is kept. Wrong ones are counted per configuration and lock it for a while; the
 * counts are exact however many requests come at once. Owns the tables {@code universal_auth} and
 * {@code client_secret}.
 */
@NullMarked
package dev.claviger.auth.universal;

import org.jspecify.annotations.NullMarked;
