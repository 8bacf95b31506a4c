package dev.claviger.auth.project;

import dev.claviger.kernel.Failure;
import org.jspecify.annotations.Nullable;

/** Vault-service, which knows the rights in projects, says no; its words go on to the caller. */
public final class DeniedByProject extends Failure {
    private final transient @Nullable Object details;

    DeniedByProject(Kind kind, String message, @Nullable Object details) {
        super(kind, message);
        this.details = details;
    }

    @Override
    public @Nullable Object details() {
        return details;
    }
}
