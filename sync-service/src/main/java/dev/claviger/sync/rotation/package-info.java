/**
 * Rotations as their users see them (http-api.md 8.1): making, changing, showing and deleting them, and rotating by hand.
 *
 * <p>Owns no tables; see {@code rotating}.
 */
@NullMarked
package dev.claviger.sync.rotation;

import org.jspecify.annotations.NullMarked;
