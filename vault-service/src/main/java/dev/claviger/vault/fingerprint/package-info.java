/**
 * Fingerprints of values: what tells which secret a value is without telling the value.
 *
 * <p>Each organisation has a key of its own, made when it first writes a value. Who seals a value asks for its fingerprint and stores both
 * together; what could not be made then is left null and filled in later. Owns the table {@code fingerprint_key}.
 */
@NullMarked
package dev.claviger.vault.fingerprint;

import org.jspecify.annotations.NullMarked;
