/**
 * Sees to it that deleted projects leave the memory of every replica.
 *
 * <p>Their keysets went with their rows, and reads look at the row first, so nothing is served any more; this takes what is left, opened
 * keys and ciphertext. Owns no table.
 */
@NullMarked
package dev.claviger.vault.shred;

import org.jspecify.annotations.NullMarked;
