package dev.claviger.sync.connection;

import dev.claviger.kernel.Failure;

/** Names of connections are unique in a project, and in an organisation: 400. */
final class NameTaken extends Failure {
    NameTaken() {
        super(Kind.BAD_REQUEST, "An app connection of this name exists already. Choose another name.");
    }
}
