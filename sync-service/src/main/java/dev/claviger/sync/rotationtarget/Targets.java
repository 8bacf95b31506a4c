package dev.claviger.sync.rotationtarget;

import jakarta.enterprise.context.ApplicationScoped;

/** The target of each kind. */
@ApplicationScoped
public class Targets {
    private final PostgresTarget postgres;
    private final RandomTarget random;

    Targets(PostgresTarget postgres, RandomTarget random) {
        this.postgres = postgres;
        this.random = random;
    }

    public RotationTarget of(RotationKind kind) {
        return switch (kind) {
            case POSTGRES -> postgres;
            case RANDOM -> random;
        };
    }
}
