package dev.claviger.vault.writing;

import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.image.StoredSecret;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Puts down secrets that another feature has worked out and asked the rights for. */
@ApplicationScoped
public class SecretRows {
    private final SecretStore store;

    SecretRows(SecretStore store) {
        this.store = store;
    }

    /** Where the rows go, and which job wrote them. */
    public record Target(UUID projectId, UUID folderId, Provenance provenance) {}

    /** Secrets with their next version and tags. An id that was deleted may come back; its versions go on where they ended. */
    public Uni<Void> write(
            RecordedTransaction tx, Target target, List<StoredSecret> created, List<StoredSecret> updated) {
        Plan plan = new Plan(created, updated, List.of(), List.of());
        return store.apply(
                        tx, new SecretStore.Context(target.projectId(), target.folderId(), target.provenance()), plan)
                .chain(() -> store.mark(tx, plan));
    }

    /** Their versions stay. */
    public Uni<Void> delete(RecordedTransaction tx, Collection<UUID> ids) {
        return ids.isEmpty() ? Uni.createFrom().voidItem() : store.delete(tx, ids);
    }
}
