package dev.claviger.vault.history;

import dev.claviger.kernel.Failure;

/** There is no such version of any secret, or the caller may not know of it. */
final class VersionNotFound extends Failure {
    VersionNotFound() {
        super(Kind.NOT_FOUND, "Secret version not found");
    }
}
