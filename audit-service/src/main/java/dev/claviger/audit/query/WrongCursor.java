package dev.claviger.audit.query;

import dev.claviger.kernel.Failure;

/** The cursor was not given by us, or for another search: 400. */
final class WrongCursor extends Failure {
    WrongCursor() {
        super(
                Kind.BAD_REQUEST,
                "The cursor does not belong to this search. Take nextCursor of the page before, with the same conditions.");
    }
}
