/**
 * The root keys, seen from what they wrap: which are needed, whether they are the right ones, and how keysets come under a new one.
 *
 * <p>The service does not start with a ring that does not fit what is stored. Owns the table {@code root_key}, and changes how the
 * keysets in {@code project} are wrapped, never what they are.
 */
@NullMarked
package dev.claviger.vault.rootkey;

import org.jspecify.annotations.NullMarked;
