package dev.claviger.vault.writing;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.Protection;
import dev.claviger.vault.folder.FolderNotFound;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.EventParts;
import dev.claviger.vault.secret.SecretName;
import dev.claviger.vault.secret.SecretNotFound;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Moves secrets to another folder of their project, all or none. Who moves a value could read it where it arrives; so moving takes the
 * right to read it where it is, besides those to delete it there and to create it here.
 */
@ApplicationScoped
class Moves {
    private final Views views;
    private final Projects projects;
    private final Images images;
    private final MoveStore store;
    private final EventParts parts;
    private final Protection protection;
    private final Outbox outbox;
    private final Clock clock;

    Moves(
            Views views,
            Projects projects,
            Images images,
            MoveStore store,
            EventParts parts,
            Protection protection,
            Outbox outbox,
            Clock clock) {
        this.views = views;
        this.projects = projects;
        this.images = images;
        this.store = store;
        this.parts = parts;
        this.protection = protection;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Fails with {@link SecretNotFound}, {@link FolderNotFound} and {@link NotPossible} among others. */
    Uni<Void> move(Move move, Attempt attempt) {
        attempt.at(move.from());
        return views.open(attempt, move.project())
                .chain(seen -> outbox.transaction(
                        tx -> projects.commit(tx, seen.project().id(), attempt.caller(), attempt.event())
                                .chain(revision -> views.locked(tx, attempt, seen, revision))
                                .chain(view -> move(tx, view, move, attempt))));
    }

    private Uni<Void> move(RecordedTransaction tx, View view, Move move, Attempt attempt) {
        UUID projectId = view.project().id();
        return store.find(tx, projectId, move.from(), move.ids())
                .call(found ->
                        images.current(tx, projectId, move.from(), keys(found)).invoke(view::know))
                .chain(found -> images.current(tx, projectId, move.to(), keys(found))
                        .invoke(view::know)
                        .invoke(() -> requireRights(view, move, found))
                        .call(() -> requireFree(tx, view, move, attempt))
                        .map(Moves::requireFolder)
                        .map(folder -> inTheWay(view, move, folder))
                        .call(target -> store.move(
                                tx,
                                move.ids(),
                                target.folderId(),
                                target.ids(),
                                clock.instant().truncatedTo(ChronoUnit.MICROS))) // what the table keeps
                        .invoke(target -> overwritten(target, attempt).forEach(tx::record))
                        .invoke(() -> events(move, found, attempt).forEach(tx::record)))
                .replaceWithVoid();
    }

    private Uni<Void> requireFree(RecordedTransaction tx, View view, Move move, Attempt attempt) {
        UUID projectId = view.project().id();
        return protection
                .requireFree(
                        tx,
                        attempt.caller(),
                        projectId,
                        move.from().environment(),
                        List.of(move.from().path()))
                .chain(() -> protection.requireFree(
                        tx,
                        attempt.caller(),
                        projectId,
                        move.to().environment(),
                        List.of(move.to().path())));
    }

    /** The folder to move to, and the secrets there that will go. */
    private record Target(UUID folderId, List<SecretRef> inTheWay) {
        List<UUID> ids() {
            return inTheWay.stream().map(SecretRef::id).toList();
        }
    }

    private static void requireRights(View view, Move move, List<MoveStore.Moving> found) {
        Set<UUID> missing = new HashSet<>(move.ids());
        found.forEach(secret -> missing.remove(secret.id()));
        if (!missing.isEmpty()) {
            view.require(Action.DESCRIBE_SECRET, move.from());
            throw SecretNotFound.of(missing.iterator().next());
        }
        for (MoveStore.Moving secret : found) {
            view.require(Action.READ_VALUE, move.from(), secret.key());
            view.require(Action.DELETE, move.from(), secret.key());
            view.require(Action.CREATE, move.to(), secret.key(), view.tags(move.from(), secret.key()));
        }
    }

    private static Target inTheWay(View view, Move move, FolderImage.Folder folder) {
        for (StoredSecret present : folder.secrets().values()) {
            view.require(Action.EDIT, move.to(), present.key());
            if (!move.overwrites()) {
                throw NotPossible.exists(new SecretName(present.key()));
            }
        }
        return new Target(
                folder.id(),
                folder.secrets().values().stream()
                        .map(secret -> new Entry(folder, secret, false).ref())
                        .toList());
    }

    /** What was in the way is gone: searches for its end must find it. */
    private List<AccessEvent> overwritten(Target target, Attempt attempt) {
        return target.inTheWay().isEmpty()
                ? List.of()
                : parts.about(
                        parts.withOwnId(attempt.event()).named("delete-secrets"),
                        target.inTheWay(),
                        WriteEvents::aboutMany);
    }

    private static FolderImage.Folder requireFolder(FolderImage image) {
        if (image instanceof FolderImage.Folder folder) {
            return folder;
        }
        throw FolderNotFound.of(
                image.place().environment(), SecretPath.canonical(image.place().path()));
    }

    private static List<String> keys(List<MoveStore.Moving> found) {
        return found.stream().map(MoveStore.Moving::key).toList();
    }

    private List<AccessEvent> events(Move move, List<MoveStore.Moving> found, Attempt attempt) {
        List<SecretRef> refs = found.stream()
                .map(secret -> new SecretRef(
                        secret.id(),
                        secret.key(),
                        secret.version(),
                        move.from().environment(),
                        move.from().path()))
                .toList();
        return parts.about(
                attempt.event()
                        .with("sourceEnvironment", move.from().environment())
                        .with("sourceSecretPath", move.from().path())
                        .with("destinationEnvironment", move.to().environment())
                        .with("destinationSecretPath", move.to().path()),
                refs,
                (event, part) -> event.about(part)
                        .with("secretIds", part.stream().map(SecretRef::id).toList()));
    }
}
