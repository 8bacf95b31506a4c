package dev.claviger.vault.folder;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.Environment;
import dev.claviger.vault.permission.Resource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Adds the folders that are missing on the way to a path. The project has to be locked. */
@ApplicationScoped
public class FolderGrowth {
    private final FolderStore store;
    private final Ids ids;
    private final Clock clock;

    FolderGrowth(FolderStore store, Ids ids, Clock clock) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Adds what is missing from the root down to the path, each only where the caller may create, and returns it in that order: nothing
     * when the path is there.
     *
     * @param description of the last one
     * @param requireCreate throws the refusal for a parent in which the caller may not create folders
     */
    public Uni<List<Folder>> grow(
            RecordedTransaction tx,
            Environment environment,
            SecretPath path,
            @Nullable String description,
            Consumer<Resource> requireCreate) {
        return store.those(tx, environment.id(), wayTo(path))
                .map(found -> found.stream().collect(Collectors.toMap(Folder::path, Function.identity())))
                .map(found -> missing(found, environment, path, description, requireCreate))
                .call(fresh -> fresh.isEmpty() ? Uni.createFrom().voidItem() : store.insert(tx, fresh));
    }

    private List<Folder> missing(
            Map<SecretPath, Folder> found,
            Environment environment,
            SecretPath path,
            @Nullable String description,
            Consumer<Resource> requireCreate) {
        List<Folder> fresh = new ArrayList<>();
        @Nullable Folder parent = null;
        for (SecretPath step : wayTo(path)) {
            @Nullable Folder here = found.get(step);
            if (here == null) {
                requireCreate.accept(parentOf(environment, step));
                here = newFolder(environment, parent, step, step.equals(path) ? description : null);
                fresh.add(here);
            }
            parent = here;
        }
        return fresh;
    }

    private static Resource parentOf(Environment environment, SecretPath path) {
        SecretPath parent = path.parent().orElse(SecretPath.ROOT);
        return Resource.folder(environment.slug().text(), parent.text());
    }

    private Folder newFolder(
            Environment environment, @Nullable Folder parent, SecretPath path, @Nullable String description) {
        Instant now = clock.instant();
        return new Folder(
                ids.nextPublic(),
                environment.projectId(),
                environment.id(),
                parent == null ? null : parent.id(),
                path,
                description == null || description.isBlank() ? null : description.strip(),
                1,
                now,
                now);
    }

    /** The root, then one folder deeper each, to the path itself. */
    private static List<SecretPath> wayTo(SecretPath path) {
        List<SecretPath> way = new ArrayList<>();
        for (Optional<SecretPath> here = Optional.of(path);
                here.isPresent();
                here = here.get().parent()) {
            way.addFirst(here.get());
        }
        return way;
    }
}
