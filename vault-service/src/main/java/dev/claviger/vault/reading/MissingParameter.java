package dev.claviger.vault.reading;

import dev.claviger.kernel.Failure;

/** A parameter without which nothing can be read. */
final class MissingParameter extends Failure {
    MissingParameter(String text) {
        super(Kind.BAD_REQUEST, text);
    }
}
