package dev.claviger.sync.lease;

import dev.claviger.kernel.Failure;

/** The route is for another kind of dynamic secret: 400. */
final class NotKubernetes extends Failure {
    NotKubernetes() {
        super(
                Kind.BAD_REQUEST,
                "This route is for dynamic secrets of the type kubernetes, which do not exist here. Ask for a lease of"
                        + " a sql-database at /api/v1/dynamic-secrets/leases.");
    }
}
