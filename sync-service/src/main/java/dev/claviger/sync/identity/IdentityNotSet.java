package dev.claviger.sync.identity;

import dev.claviger.kernel.Failure;

/** Nobody has said as whom secrets are read: 404. */
final class IdentityNotSet extends Failure {
    IdentityNotSet() {
        super(Kind.NOT_FOUND, "Your organisation has not named a sync identity. PUT one to /api/x/sync-identity.");
    }
}
