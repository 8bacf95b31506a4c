package dev.claviger.vault.writing;

import dev.claviger.kernel.Failure;

/** People rotate through sync-service: 403. */
final class MachinesOnly extends Failure {
    MachinesOnly() {
        super(
                Kind.FORBIDDEN,
                "Only the machine identity of sync-service writes the secrets of a rotation. Use /api/v2/secret-rotations.");
    }
}
