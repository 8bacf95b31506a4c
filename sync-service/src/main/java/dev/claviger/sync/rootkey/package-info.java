/**
 * Holds the root key ring against what is stored, before anything is opened or sealed.
 *
 * <p>Owns the table {@code root_key}.
 */
@NullMarked
package dev.claviger.sync.rootkey;

import org.jspecify.annotations.NullMarked;
