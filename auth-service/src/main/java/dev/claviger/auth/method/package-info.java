/**
 * What the login methods of machines share: their configurations, attached to an identity, changed, shown and detached, and the first and
 * last step of a login (http-api.md 6.2).
 *
 * <p>A method says how its settings are stored and decides about credentials; who may configure it, what is recorded and how its tokens
 * end is decided here, once. Owns the table {@code login_method}.
 */
@NullMarked
package dev.claviger.auth.method;

import org.jspecify.annotations.NullMarked;
