package dev.claviger.vault.approval;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.ApprovalRequired;
import dev.claviger.vault.environment.Protection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which policy covers a folder. Machines and service tokens are not covered: only what people change waits for others. */
@ApplicationScoped
public class Coverage implements Protection {
    private static final Comparator<Policy> MOST_SPECIFIC = Comparator.comparing(Policy::path, Specificity.ORDER)
            .thenComparing(Policy::createdAt, Comparator.reverseOrder());

    private final PolicyStore store;

    Coverage(PolicyStore store) {
        this.store = store;
    }

    /** The policies are those in force, oldest first. */
    static Optional<Policy> of(List<Policy> policies, String environment, String path) {
        return policies.stream()
                .filter(policy -> policy.covers(environment, path))
                .max(MOST_SPECIFIC);
    }

    /** The project is locked by the transaction. */
    Uni<Optional<Policy>> of(RecordedTransaction tx, Caller caller, UUID projectId, String environment, String path) {
        return caller.kind() == Caller.Kind.USER
                ? store.asked(tx, projectId).map(all -> of(all, environment, path))
                : Uni.createFrom().item(Optional.empty());
    }

    @Override
    public Uni<Void> requireFree(
            RecordedTransaction tx, Caller caller, UUID projectId, String environment, Collection<String> paths) {
        return caller.kind() == Caller.Kind.USER && !paths.isEmpty()
                ? store.asked(tx, projectId)
                        .invoke(all -> paths.forEach(path -> requireFree(all, environment, path)))
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    @Override
    public Uni<List<String>> requireFreeBelow(
            RecordedTransaction tx, Caller caller, UUID projectId, String environment, String path) {
        return store.foldersWithSecrets(tx, projectId, environment, path)
                .call(paths -> requireFree(tx, caller, projectId, environment, paths));
    }

    private static void requireFree(List<Policy> policies, String environment, String path) {
        of(policies, environment, path).ifPresent(policy -> {
            throw new ApprovalRequired(policy.name(), environment, path);
        });
    }
}
