package dev.claviger.sync.rotationtarget;

import jakarta.enterprise.context.ApplicationScoped;

/** The target of each kind. */
@ApplicationScoped
public class Targets {
    private final PostgresTarget postgres;
    private final GitLabTokenTarget gitLabTokens;
    private final RandomTarget random;

    Targets(PostgresTarget postgres, GitLabTokenTarget gitLabTokens, RandomTarget random) {
        this.postgres = postgres;
        this.gitLabTokens = gitLabTokens;
        this.random = random;
    }

    public RotationTarget of(RotationKind kind) {
        return switch (kind) {
            case POSTGRES -> postgres;
            case GITLAB_TOKEN -> gitLabTokens;
            case RANDOM -> random;
        };
    }
}
