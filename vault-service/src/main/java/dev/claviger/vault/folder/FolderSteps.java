package dev.claviger.vault.folder;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.Environment;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.environment.Protection;
import dev.claviger.vault.permission.Grants;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.PublicId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Single changes of folders. The project is locked and has a commit; the caller may do it, for rights are asked before, but for those that
 * depend on where secrets lie.
 */
@ApplicationScoped
class FolderSteps {
    /** More are not compared one by one. */
    private static final int MOST_COMPARED = 100_000;

    private final FolderStore store;
    private final FolderGrowth growth;
    private final Environments environments;
    private final Protection protection;
    private final Grants grants;
    private final Clock clock;

    FolderSteps(
            FolderStore store,
            FolderGrowth growth,
            Environments environments,
            Protection protection,
            Grants grants,
            Clock clock) {
        this.store = store;
        this.growth = growth;
        this.environments = environments;
        this.protection = protection;
        this.grants = grants;
        this.clock = clock;
    }

    /** With the folders that are missing on the way there. Fails with {@link FolderTaken}. */
    Uni<Folder> create(
            RecordedTransaction tx,
            Environment environment,
            SecretPath path,
            @Nullable String description,
            Consumer<Resource> requireCreate) {
        return growth.grow(tx, environment, path, description, requireCreate).map(fresh -> last(fresh, path));
    }

    private static Folder last(List<Folder> fresh, SecretPath path) {
        if (fresh.isEmpty()) {
            throw new FolderTaken(path);
        }
        return fresh.getLast();
    }

    /**
     * What lies below moves along. Fails with {@link FolderTaken} and {@link FolderNotFound}, and with a
     * {@link dev.claviger.vault.permission.PermissionDenied} when rules about paths would allow the caller more with a secret afterwards.
     */
    Uni<Folder> rename(RecordedTransaction tx, Caller caller, UUID projectId, FolderRequests.Step step) {
        return environments
                .find(tx, projectId, step.environment())
                .chain(environment -> child(tx, environment, step.parent(), step.idOrName())
                        .chain(folder -> requireFree(tx, caller, environment, folder, changed(folder, step))
                                .chain(() -> move(tx, folder, changed(folder, step)))));
    }

    /** Secrets that get another path leave one folder and come into another. */
    private Uni<Void> requireFree(
            RecordedTransaction tx, Caller caller, Environment environment, Folder old, Folder changed) {
        if (old.path().equals(changed.path())) {
            return Uni.createFrom().voidItem();
        }
        int prefix = old.path().text().length();
        return requireNoGain(tx, caller, environment, old, changed)
                .chain(() -> requireFreeBelow(tx, caller, environment, old)
                        .map(paths -> paths.stream()
                                .map(path -> changed.path().text() + path.substring(prefix))
                                .toList())
                        .chain(paths -> protection.requireFree(
                                tx,
                                caller,
                                environment.projectId(),
                                environment.slug().text(),
                                paths)));
    }

    /** Else whoever may rename folders gets around every rule about paths. */
    private Uni<Void> requireNoGain(
            RecordedTransaction tx, Caller caller, Environment environment, Folder old, Folder changed) {
        return grants.of(tx, caller, environment.projectId())
                .chain(permissions -> permissions.areUnconditional(Subject.SECRETS)
                        ? Uni.createFrom().voidItem()
                        : store.secrets(tx, old, MOST_COMPARED + 1)
                                .invoke(secrets -> requireNoGain(permissions, environment, old, changed, secrets))
                                .replaceWithVoid());
    }

    private static void requireNoGain(
            Permissions permissions,
            Environment environment,
            Folder old,
            Folder changed,
            List<FolderStore.Lying> secrets) {
        if (secrets.size() > MOST_COMPARED) {
            throw new TooMuchBelow(old.path(), MOST_COMPARED);
        }
        String slug = environment.slug().text();
        int prefix = old.path().text().length();
        for (FolderStore.Lying secret : secrets) {
            String path = changed.path().text() + secret.path().substring(prefix);
            permissions.requireNoGain(
                    Resource.secret(slug, secret.path(), secret.key(), secret.tags()),
                    Resource.secret(slug, path, secret.key(), secret.tags()));
        }
    }

    private Folder changed(Folder folder, FolderRequests.Step step) {
        @Nullable
        String description = step.description() == null
                ? folder.description()
                : step.description().isBlank() ? null : step.description().strip();
        return new Folder(
                folder.id(),
                folder.projectId(),
                folder.envId(),
                folder.parentId(),
                step.parent().child(step.name()),
                description,
                folder.version() + 1,
                folder.createdAt(),
                clock.instant());
    }

    private Uni<Folder> move(RecordedTransaction tx, Folder old, Folder changed) {
        Uni<Void> done = old.path().equals(changed.path())
                ? Uni.createFrom().voidItem()
                : store.find(tx, old.envId(), changed.path())
                        .invoke(FolderSteps::refuseTwin)
                        .chain(() -> store.longestBelow(tx, old.envId(), old.path()))
                        .invoke(longest -> refuseTooLong(longest, old, changed))
                        .chain(() -> store.moveBelow(tx, old.envId(), old.path(), changed.path()));
        return done.chain(() -> store.update(tx, changed)).replaceWith(changed);
    }

    private static void refuseTwin(Optional<Folder> there) {
        if (there.isPresent()) {
            throw new FolderTaken(there.get().path());
        }
    }

    private static void refuseTooLong(int longestBelow, Folder old, Folder changed) {
        int longer = changed.path().text().length() - old.path().text().length();
        SecretPath.requireLength("name", longestBelow + longer);
    }

    /** With everything below. Fails with {@link FolderNotFound}. */
    Uni<DeletedFolder> delete(
            RecordedTransaction tx, Caller caller, Environment environment, SecretPath parent, String idOrName) {
        return child(tx, environment, parent, idOrName)
                .call(folder -> requireFreeBelow(tx, caller, environment, folder))
                .chain(folder -> store.countSecrets(tx, folder).map(secrets -> new DeletedFolder(folder, secrets)))
                .call(deleted -> store.delete(tx, deleted.folder()));
    }

    private Uni<List<String>> requireFreeBelow(
            RecordedTransaction tx, Caller caller, Environment environment, Folder folder) {
        return protection.requireFreeBelow(
                tx,
                caller,
                environment.projectId(),
                environment.slug().text(),
                folder.path().text());
    }

    /** A folder that lies directly in the parent, and nowhere else (security.md T17). */
    private Uni<Folder> child(RecordedTransaction tx, Environment environment, SecretPath parent, String idOrName) {
        return PublicId.parse(idOrName)
                .map(id -> store.findChild(tx, environment.id(), parent, id))
                .orElse(Uni.createFrom().item(Optional.empty()))
                .chain(found -> found.isPresent()
                        ? Uni.createFrom().item(found)
                        : store.find(tx, environment.id(), parent.child(idOrName)))
                .map(found -> found.orElseThrow(() -> FolderNotFound.of(idOrName)));
    }
}
