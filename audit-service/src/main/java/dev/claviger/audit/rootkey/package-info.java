/**
 * Holds the root key ring against what is stored, before anything is opened or sealed, and brings what is stored under the first root key.
 *
 * <p>Owns the table {@code root_key}.
 */
@NullMarked
package dev.claviger.audit.rootkey;

import org.jspecify.annotations.NullMarked;
