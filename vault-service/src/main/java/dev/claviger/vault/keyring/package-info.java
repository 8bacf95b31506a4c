/**
 * The keys that encrypt what projects store.
 *
 * <p>Every project has a keyset of its own, wrapped by the root key ring. A ciphertext opens only under the project, secret, version and
 * field it was made for. Owns no table: the wrapped keyset stands in the project row.
 */
@NullMarked
package dev.claviger.vault.keyring;

import org.jspecify.annotations.NullMarked;
