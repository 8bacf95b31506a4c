package dev.claviger.sync.secretsync;

import dev.claviger.kernel.Failure;

/** Deleting a sync forgets what it owns, and cannot wait for GitLab: 400. */
final class RemoveFirst extends Failure {
    RemoveFirst() {
        super(
                Kind.BAD_REQUEST,
                "Call remove-secrets first, and delete the sync without removeSecrets when removeStatus is succeeded.");
    }
}
