/**
 * Honeytokens: secrets that nobody has a reason to read (docs/honeytokens.md). The mark is in the event of whoever touches one, and nowhere
 * that readers look. Owns the table {@code honeytoken}.
 */
@NullMarked
package dev.claviger.vault.honeytoken;

import org.jspecify.annotations.NullMarked;
