package dev.claviger.vault.permission;

import dev.claviger.kernel.Failure;

/** The older word for reading stands beside a newer one, so that nobody can tell what was meant (http-api.md 6.7). */
final class MixedRead extends Failure {
    MixedRead(int number) {
        super(
                Kind.BAD_REQUEST,
                ("Rule %d of permissions: on secrets, read stands for describeSecret and readValue together and cannot stand beside "
                                + "them. Use either read, or describeSecret and readValue.")
                        .formatted(number));
    }
}
