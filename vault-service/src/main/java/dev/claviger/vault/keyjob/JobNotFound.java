package dev.claviger.vault.keyjob;

import dev.claviger.kernel.Failure;

/** There is no such job, or it is about another project. */
public final class JobNotFound extends Failure {
    public JobNotFound(String id) {
        super(Failure.Kind.NOT_FOUND, "No job with id '%s' found".formatted(id));
    }
}
