/**
 * Rotations under way: a new credential is sealed, set at its target, tried, published in vault-service, and the one that it replaced is
 * proved useless. Each step stands in the database before the next is taken, so that whoever goes on after a crash repeats one step at most,
 * and each may be repeated. One replica at a time works on a rotation.
 *
 * <p>Owns the tables {@code secret_rotation} and {@code rotation_credential}.
 */
@NullMarked
package dev.claviger.sync.rotating;

import org.jspecify.annotations.NullMarked;
