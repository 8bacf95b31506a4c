/**
 * Single sign-on by OpenID Connect: authorization code with PKCE, one provider per organisation.
 *
 * <p>A login is bound to the browser that began it. A person is found by the subject of the provider alone; the first link takes a
 * logged-in person or an invitation. What a provider vouches for counts in its own organisation only. Owns the tables
 * {@code sso_provider}, {@code sso_group_mapping}, {@code sso_link} and {@code sso_attempt}.
 */
@NullMarked
package dev.claviger.auth.sso;

import org.jspecify.annotations.NullMarked;
