/**
 * The root keys, seen from what they seal: which are needed, whether they are the right ones, and how what is sealed comes under a new one.
 *
 * <p>The service does not start with a ring that does not fit what is stored. Owns the tables {@code root_key} and {@code root_key_rewrap},
 * and changes how rows of other features are sealed, never what they say.
 */
@NullMarked
package dev.claviger.auth.rootkey;

import org.jspecify.annotations.NullMarked;
