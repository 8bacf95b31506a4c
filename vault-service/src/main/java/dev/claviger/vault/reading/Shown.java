package dev.claviger.vault.reading;

import dev.claviger.kernel.event.SecretRef;
import dev.claviger.vault.secret.SecretObject;
import java.util.List;

/**
 * Secrets in the form of the answer.
 *
 * @param read every secret version whose value is in it, referenced ones included
 */
record Shown(List<SecretObject> secrets, List<SecretRef> read) {}
