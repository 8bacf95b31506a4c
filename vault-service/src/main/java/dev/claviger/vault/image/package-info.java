/**
 * Folders as they are stored, ciphertext and all, remembered for as long as they do not change.
 *
 * <p>The reader learns the current revision of the project from the database in each request, and what has changed up to it, so what it
 * gets is never older than its request. Nothing here is decrypted. Reads the tables of secrets, imports, folders and environments; owns
 * none.
 */
@NullMarked
package dev.claviger.vault.image;

import org.jspecify.annotations.NullMarked;
