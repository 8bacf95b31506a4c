/**
 * How people log in: e-mail and password, the choice of an organisation, the second factor (http-api.md 3.9).
 *
 * <p>An unknown e-mail and a wrong password cannot be told apart. An organisation is entered only by an active member who has shown the
 * second factor, where there is one or the organisation asks for it. Owns the table {@code second_factor_challenge}.
 */
@NullMarked
package dev.claviger.auth.login;

import org.jspecify.annotations.NullMarked;
