/**
 * Which secrets a rotation writes. Nobody else gives them a value, a name or a place, or deletes them: a trigger refuses it whatever way
 * the change takes.
 *
 * <p>Owns the column {@code rotation_id} of the table {@code secret}.
 */
@NullMarked
package dev.claviger.vault.rotated;

import org.jspecify.annotations.NullMarked;
