package dev.claviger.audit.savedview;

import dev.claviger.kernel.Failure;

/** One has a view of that name already: 400. */
final class NameTaken extends Failure {
    NameTaken() {
        super(Kind.BAD_REQUEST, "You have a view of that name. Choose another one, or change that view.");
    }
}
