/**
 * JWT auth: login with a signed token whose keys an administrator has named, as the address of a key set or as texts (http-api.md 3.4,
 * 6.5).
 *
 * <p>The claims are bound and judged as those of OIDC auth; only the way to the keys differs. A configuration binds at least a subject or
 * a claim. Owns no tables.
 */
@NullMarked
package dev.claviger.auth.jwt;

import org.jspecify.annotations.NullMarked;
