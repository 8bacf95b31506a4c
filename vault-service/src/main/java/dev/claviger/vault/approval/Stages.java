package dev.claviger.vault.approval;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.environment.Environments;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Finds the environments that a policy names. */
@ApplicationScoped
public class Stages {
    private final Environments environments;

    Stages(Environments environments) {
        this.environments = environments;
    }

    /** Fails when there is no such environment. */
    public Uni<List<Stage>> named(RecordedTransaction tx, UUID projectId, List<EnvironmentSlug> slugs) {
        return Multi.createFrom()
                .iterable(slugs)
                .onItem()
                .transformToUniAndConcatenate(slug -> environments.find(tx, projectId, slug))
                .map(found -> new Stage(found.id(), found.name(), found.slug().text()))
                .collect()
                .asList();
    }
}
