/**
 * Folders as they are stored, ciphertext and all, remembered for as long as their project does not change.
 *
 * <p>Every image belongs to one project revision. The reader learns the current revision from the database in each request, so what it
 * gets is never older than its request. Nothing here is decrypted. Reads the tables of secrets, imports, folders and environments; owns
 * none.
 */
@NullMarked
package dev.claviger.vault.image;

import org.jspecify.annotations.NullMarked;
