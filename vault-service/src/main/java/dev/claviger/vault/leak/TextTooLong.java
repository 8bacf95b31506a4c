package dev.claviger.vault.leak;

import dev.claviger.kernel.Failure;

/** What is to be looked up is longer than any value is. */
final class TextTooLong extends Failure {
    TextTooLong(int maxBytes) {
        super(
                Kind.TOO_LARGE,
                "A value to look up may have at most %d bytes. Send the value alone.".formatted(maxBytes));
    }
}
