package dev.claviger.vault.transfer;

import dev.claviger.kernel.Failure;

/** A file that cannot be read, or secrets that a format cannot hold. The text never quotes what is in the file but names. */
final class FileRefused extends Failure {
    FileRefused(String text) {
        super(Kind.BAD_REQUEST, text);
    }
}
