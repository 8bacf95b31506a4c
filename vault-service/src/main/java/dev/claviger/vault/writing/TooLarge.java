package dev.claviger.vault.writing;

import dev.claviger.kernel.Failure;

/** Part of a secret is larger than may be stored. */
final class TooLarge extends Failure {
    TooLarge(String what, int maxBytes) {
        super(Kind.TOO_LARGE, "%s may have at most %d bytes".formatted(what, maxBytes));
    }
}
