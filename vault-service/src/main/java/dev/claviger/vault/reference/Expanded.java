package dev.claviger.vault.reference;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.SecretRef;
import java.util.Set;

/**
 * The outcome of expanding one value.
 *
 * @param used every secret whose text went into it, in the order of first use: they were read, too
 */
public record Expanded(Secret value, Set<SecretRef> used) {}
