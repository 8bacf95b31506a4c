/**
 * Folders of an environment and the one form of their paths.
 *
 * <p>{@link dev.claviger.vault.folder.SecretPath} exists only in canonical form, so what is authorised is what is stored and served
 * (security.md T1, T2). Owns the table {@code folder}.
 */
@NullMarked
package dev.claviger.vault.folder;

import org.jspecify.annotations.NullMarked;
