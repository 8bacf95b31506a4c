/**
 * Token auth: access tokens that an administrator makes and hands over, instead of a login (http-api.md 3.12, 6.3).
 *
 * <p>A token is shown once, in the answer that makes it. Only who may manage the identity may make one, and a token obeys everything that
 * any other access token obeys. Owns no tables; the names of tokens belong to {@code token}.
 */
@NullMarked
package dev.claviger.auth.tokenauth;

import org.jspecify.annotations.NullMarked;
