package dev.claviger.vault.reference;

import dev.claviger.kernel.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A secret whose references are to be expanded, with its value as stored.
 *
 * @param borrower the folder in which rights are enough to read it and what stands beside it; null where it was not lent
 */
public record Reading(
        Address at,
        Secret value,
        boolean skipMultilineEncoding,
        @Nullable Place borrower) {
    public Reading(Address at, Secret value, boolean skipMultilineEncoding) {
        this(at, value, skipMultilineEncoding, null);
    }
}
