/**
 * The keys that encrypt what projects store.
 *
 * <p>Every project has a keyset of its own, wrapped by the root key ring. A ciphertext opens only under the project, secret, version and
 * field it was made for. Every organisation has a key for fingerprints, wrapped by the same ring. Owns no table: the wrapped keyset stands
 * in the project row, the wrapped key with the fingerprints.
 */
@NullMarked
package dev.claviger.vault.keyring;

import org.jspecify.annotations.NullMarked;
