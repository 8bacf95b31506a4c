/**
 * Secret imports: a folder that also shows the secrets of another folder of the same project.
 *
 * <p>An import names its source by environment and path, so it may point to a folder that does not exist (any more). Who makes one must
 * be able to read the source; who reads through one is asked again. Positions in a folder are 1, 2, 3 without gaps. Owns the table
 * {@code secret_import}.
 */
@NullMarked
package dev.claviger.vault.secretimport;

import org.jspecify.annotations.NullMarked;
