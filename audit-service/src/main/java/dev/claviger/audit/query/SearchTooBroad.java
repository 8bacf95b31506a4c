package dev.claviger.audit.query;

import dev.claviger.kernel.Failure;

/** The database gave up on a search. */
final class SearchTooBroad extends Failure {
    SearchTooBroad() {
        super(Kind.BAD_REQUEST, "The search takes too long. Choose a shorter time, or add a filter.");
    }
}
