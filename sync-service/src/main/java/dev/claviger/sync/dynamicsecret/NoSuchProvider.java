package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.Failure;

/** A kind of system for which there are no dynamic secrets: 400. */
final class NoSuchProvider extends Failure {
    NoSuchProvider() {
        super(
                Kind.BAD_REQUEST,
                "Dynamic secrets exist for the provider type sql-database with the client postgres, and for no other.");
    }
}
