package dev.claviger.vault.folder;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.Environment;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Changes several folders of one place within a transaction that has locked the project and has a commit. */
@ApplicationScoped
public class FolderOrders {
    private final FolderSteps steps;

    FolderOrders(FolderSteps steps) {
        this.steps = steps;
    }

    /** What was done. */
    public record Done(List<Folder> created, List<Folder> renamed, List<DeletedFolder> deleted) {
        public int size() {
            return created.size() + renamed.size() + deleted.size();
        }
    }

    /**
     * Deletes, then renames, then creates, so that names come free in time. Rights have been asked, and the place is there. Fails as the
     * single changes do; nothing of it happens then, for the transaction ends.
     */
    public Uni<Done> carryOut(
            RecordedTransaction tx, Caller caller, Environment environment, SecretPath place, FolderOrder order) {
        Uni<List<DeletedFolder>> deleted =
                each(order.deleted(), item -> steps.delete(tx, caller, environment, place, item.idOrName()));
        return deleted.chain(gone -> each(
                        order.renamed(),
                        item -> steps.rename(tx, caller, environment.projectId(), item.step(environment.slug(), place)))
                .chain(renamed -> each(
                                order.created(),
                                item -> steps.create(
                                        tx, environment, place.child(item.name()), item.description(), parent -> {}))
                        .map(created -> new Done(created, renamed, gone))));
    }

    /** One after the other. */
    private static <T> Uni<List<T>> each(List<FolderOrder.Item> items, Function<FolderOrder.Item, Uni<T>> step) {
        List<T> results = new ArrayList<>();
        Uni<Void> done = Uni.createFrom().voidItem();
        for (FolderOrder.Item item : items) {
            done = done.chain(() -> step.apply(item)).invoke(results::add).replaceWithVoid();
        }
        return done.replaceWith(results);
    }
}
