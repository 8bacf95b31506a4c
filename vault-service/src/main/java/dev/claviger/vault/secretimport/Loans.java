package dev.claviger.vault.secretimport;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Tells to which folders imports lend what stands in another one. */
@ApplicationScoped
public class Loans {
    private final SecretImportStore store;

    Loans(SecretImportStore store) {
        this.store = store;
    }

    /** By environment and path; none where there is no such folder. */
    public Uni<List<LentTo>> of(UUID projectId, String environment, String path) {
        return store.lent(projectId, environment, path);
    }

    /** All that lend in a project. */
    public Uni<List<Lending>> inProject(UUID projectId) {
        return store.lendings(projectId);
    }
}
