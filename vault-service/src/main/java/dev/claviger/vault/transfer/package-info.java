/**
 * The files that secrets come from and go to: dotenv, JSON and YAML (docs/import-export.md).
 *
 * <p>Knows texts alone, neither rights nor folders. What a format cannot hold is refused, never changed. Owns no table.
 */
@NullMarked
package dev.claviger.vault.transfer;

import org.jspecify.annotations.NullMarked;
