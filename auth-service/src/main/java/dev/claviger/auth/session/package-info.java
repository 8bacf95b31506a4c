/**
 * People who are logged in.
 *
 * <p>A session is one login of a person on one device. Its access tokens are good as long as it lives, its person is enabled and the
 * chosen organisation still has them as a member; each refresh token is spent once. People see and end their own sessions. Owns the tables
 * {@code user_session} and {@code refresh_token}.
 */
@NullMarked
package dev.claviger.auth.session;

import org.jspecify.annotations.NullMarked;
