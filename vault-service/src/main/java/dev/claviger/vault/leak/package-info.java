/**
 * Which secret a value is that turned up where it should not.
 *
 * <p>Looks for the fingerprint of the value, and of what it may have been before somebody quoted or encoded it, among those of all versions
 * of all secrets of the organisation; fills in fingerprints that are missing. Owns no table: the fingerprints stand in {@code secret_version}
 * and {@code personal_secret}.
 */
@NullMarked
package dev.claviger.vault.leak;

import org.jspecify.annotations.NullMarked;
