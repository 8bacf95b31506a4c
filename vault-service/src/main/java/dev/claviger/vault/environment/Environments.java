package dev.claviger.vault.environment;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds the environment a request is about. */
@ApplicationScoped
public class Environments {
    private final EnvironmentStore store;

    Environments(EnvironmentStore store) {
        this.store = store;
    }

    /** Fails with {@link EnvironmentNotFound}. */
    public Uni<Environment> find(UUID projectId, EnvironmentSlug slug) {
        return store.find(projectId, slug)
                .map(found -> found.orElseThrow(() -> EnvironmentNotFound.of(slug, projectId)));
    }

    /** The same inside a transaction that has locked the project: it stays until the end. */
    public Uni<Environment> find(RecordedTransaction tx, UUID projectId, EnvironmentSlug slug) {
        return store.find(tx, projectId, slug)
                .map(found -> found.orElseThrow(() -> EnvironmentNotFound.of(slug, projectId)));
    }
}
