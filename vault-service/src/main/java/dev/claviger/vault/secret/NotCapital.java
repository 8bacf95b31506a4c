package dev.claviger.vault.secret;

import dev.claviger.kernel.Failure;

/** The project only takes new names in capitals. */
final class NotCapital extends Failure {
    NotCapital(SecretName name) {
        super(
                Kind.BAD_REQUEST,
                "Secret name '%s' must be in capitals: the project has automatic capitalization on".formatted(name));
    }
}
