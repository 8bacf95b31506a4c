/**
 * Slows guessing of passwords and codes down, per account and per address.
 *
 * <p>Attempts are counted before they are judged, whether the account exists or not, so that nobody gets more guesses by guessing in
 * parallel and nobody learns who exists. Refusals come at an even pace. Owns the tables {@code attempt_guard} for people and {@code lockout} for
 * machines.
 */
@NullMarked
package dev.claviger.auth.guard;

import org.jspecify.annotations.NullMarked;
