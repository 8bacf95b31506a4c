package dev.claviger.vault.folder;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.permission.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is to happen to folders that lie directly in one place, each checked as if it were alone. */
public record FolderOrder(List<Item> created, List<Item> renamed, List<Item> deleted) {
    private static final String FIELD = "changes.folders";

    public FolderOrder {
        created = List.copyOf(created);
        renamed = List.copyOf(renamed);
        deleted = List.copyOf(deleted);
    }

    /**
     * One folder as a request has it.
     *
     * @param id of a folder that is there; the name serves where it is absent and the folder goes
     * @param folderName what it is to be called
     * @param description null leaves it as it is
     */
    public record Item(
            @Nullable String id,
            @Nullable String folderName,
            @Nullable String description) {
        private static final Item EMPTY = new Item(null, null, null);

        private boolean hasId() {
            return id != null && !id.isBlank();
        }

        String idOrName() {
            return Objects.requireNonNull(hasId() ? id : folderName);
        }

        String name() {
            return Objects.requireNonNull(folderName);
        }

        FolderRequests.Step step(EnvironmentSlug environment, SecretPath parent) {
            return new FolderRequests.Step(idOrName(), environment, parent, name(), description);
        }

        private void checkNew() {
            var _ = SecretPath.name("folderName", folderName);
            FolderRequests.checkDescription(description);
        }

        private void checkRenamed() {
            checkNew();
            if (!hasId()) {
                throw InvalidInput.of("id", "Required");
            }
        }

        private void checkDeleted() {
            if (!hasId()) {
                var _ = SecretPath.name("folderName", folderName);
            }
        }
    }

    /** Reads and checks lists of a request; each may be absent. */
    public static FolderOrder parse(
            @Nullable List<@Nullable Item> created,
            @Nullable List<@Nullable Item> renamed,
            @Nullable List<@Nullable Item> deleted) {
        FolderOrder order = new FolderOrder(items(created), items(renamed), items(deleted));
        if (order.size() > FolderRequests.MAX_BATCH) {
            throw InvalidInput.of(FIELD, "Must be at most %d folders".formatted(FolderRequests.MAX_BATCH));
        }
        order.created.forEach(Item::checkNew);
        order.renamed.forEach(Item::checkRenamed);
        order.deleted.forEach(Item::checkDeleted);
        return order;
    }

    private static List<Item> items(@Nullable List<@Nullable Item> given) {
        return given == null
                ? List.of()
                : given.stream()
                        .map(item -> Objects.requireNonNullElse(item, Item.EMPTY))
                        .toList();
    }

    public int size() {
        return created.size() + renamed.size() + deleted.size();
    }

    public boolean isNothing() {
        return size() == 0;
    }

    /** The rights that it takes on folders of the place. */
    public List<String> actions() {
        List<String> actions = new ArrayList<>();
        if (!created.isEmpty()) {
            actions.add(Action.CREATE);
        }
        if (!renamed.isEmpty()) {
            actions.add(Action.EDIT);
        }
        if (!deleted.isEmpty()) {
            actions.add(Action.DELETE);
        }
        return actions;
    }
}
