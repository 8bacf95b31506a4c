/**
 * Other secret managers that secrets are taken from: key-value engines of Vault and OpenBao, and servers with the Infisical API
 * (docs/import-export.md).
 *
 * <p>Reads all of what was asked for, or fails; knows neither rights nor folders of ours. Credentials serve one request and are kept
 * nowhere. What a server sends is not repeated in texts but for names. Owns no table.
 */
@NullMarked
package dev.claviger.vault.source;

import org.jspecify.annotations.NullMarked;
