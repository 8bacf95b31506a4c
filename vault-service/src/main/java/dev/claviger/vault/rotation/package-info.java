/**
 * The keys of one project: rotation, verification, and what is known about them.
 *
 * <p>A rotation adds a key to the keyset, seals all content anew and then drops the older keys. Reads and writes go on: whoever writes
 * holds the project, and the keyset only changes under the same lock and with a new revision, so nothing is sealed with a key that is
 * about to go. Works on the ciphertexts of {@code secret_version}, {@code personal_secret}, {@code webhook} and
 * {@code approval_request}, and on the keyset in {@code project}.
 */
@NullMarked
package dev.claviger.vault.rotation;

import org.jspecify.annotations.NullMarked;
