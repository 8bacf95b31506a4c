/**
 * What this service keeps sealed under the root ring, by where it lies.
 *
 * <p>Whoever adds a place also adds it to the view {@code sealed_under_root_key}, so that it is sealed anew with the others.
 */
@NullMarked
package dev.claviger.auth.sealing;

import org.jspecify.annotations.NullMarked;
