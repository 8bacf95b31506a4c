package dev.claviger.vault.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.Protection;
import dev.claviger.vault.folder.FolderNotFound;
import dev.claviger.vault.folder.FolderRestoreStore;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.image.Author;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.image.StoredTag;
import dev.claviger.vault.keyring.Field;
import dev.claviger.vault.keyring.Sealed;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secretimport.ImportRestoreStore;
import dev.claviger.vault.writing.SecretRows;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes folders hold what they are to hold: all of it or nothing. Every secret, folder and import takes the same right as if the caller
 * changed it alone. A secret that comes back gets its next version with the old content; if a secret of the same id stands elsewhere by
 * now, that one stays and a new one is made.
 */
@ApplicationScoped
class Reshaping {
    private final PastStore pasts;
    private final LevelStore levels;
    private final SecretRows secrets;
    private final FolderRestoreStore folders;
    private final ImportRestoreStore imports;
    private final Images images;
    private final HistoryConfig config;
    private final Protection protection;
    private final Ids ids;
    private final Clock clock;

    /** What is to be done where; the environment is that of all folders. */
    record Order(
            View view, Caller caller, UUID envId, String environment, UUID rootId, List<FolderDifference> changes) {
        Place place(FolderDifference folder) {
            return new Place(environment, folder.path().text());
        }

        Place root() {
            return new Place(environment, "/");
        }
    }

    /** What was done. */
    record Done(int secrets, int folders, int imports, List<SecretRef> refs) {
        int total() {
            return secrets + folders + imports;
        }
    }

    /** An order with everything that was looked up for it. */
    private record Job(
            Order order, Sealed keyset, Map<Level.Version, Past> pasts, Map<UUID, String> environments, Instant now) {}

    Reshaping(
            PastStore pasts,
            LevelStore levels,
            SecretRows secrets,
            FolderRestoreStore folders,
            ImportRestoreStore imports,
            Images images,
            HistoryConfig config,
            Protection protection,
            Ids ids,
            Clock clock) {
        this.pasts = pasts;
        this.levels = levels;
        this.secrets = secrets;
        this.folders = folders;
        this.imports = imports;
        this.images = images;
        this.config = config;
        this.protection = protection;
        this.ids = ids;
        this.clock = clock;
    }

    /** A folder that comes, goes or gets another name takes all below it along. */
    private Uni<Void> requireFree(RecordedTransaction tx, Order order) {
        UUID projectId = order.view().project().id();
        List<String> written = order.changes().stream()
                .filter(folder -> !folder.secrets().isEmpty())
                .map(folder -> folder.path().text())
                .toList();
        return protection
                .requireFree(tx, order.caller(), projectId, order.environment(), written)
                .chain(() -> requireFreeAfterwards(tx, order))
                .chain(() -> Multi.createFrom()
                        .iterable(order.changes())
                        .filter(folder -> !folder.folders().isEmpty())
                        .onItem()
                        .transformToUniAndConcatenate(folder -> protection.requireFreeBelow(
                                tx,
                                order.caller(),
                                projectId,
                                order.environment(),
                                folder.path().text()))
                        .collect()
                        .asList())
                .replaceWithVoid();
    }

    /** Secrets below a folder that gets another name come to paths that other policies may cover. */
    private Uni<Void> requireFreeAfterwards(RecordedTransaction tx, Order order) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (FolderDifference parent : order.changes()) {
            for (Difference.OfFolder change : parent.folders()) {
                Level.@Nullable FolderAt before = change.before();
                Level.@Nullable FolderAt after = change.after();
                if (before != null && after != null && !before.name().equals(after.name())) {
                    String old = parent.path().child(before.name()).text();
                    String changed = parent.path().child(after.name()).text();
                    done = done.chain(() -> requireFreeAfterwards(tx, order, old, changed));
                }
            }
        }
        return done;
    }

    private Uni<Void> requireFreeAfterwards(RecordedTransaction tx, Order order, String old, String changed) {
        UUID projectId = order.view().project().id();
        return protection
                .requireFreeBelow(tx, order.caller(), projectId, order.environment(), old)
                .map(paths -> paths.stream()
                        .map(path -> changed + path.substring(old.length()))
                        .toList())
                .chain(paths -> protection.requireFree(tx, order.caller(), projectId, order.environment(), paths));
    }

    /** The project is locked and has a commit. Fails with {@link NotRestorable} and {@link TooMuchHistory} among others. */
    Uni<Done> carryOut(RecordedTransaction tx, Order order) {
        if (order.changes().stream().mapToInt(FolderDifference::size).sum() > config.maxRolledBack()) {
            return Uni.createFrom().failure(new TooMuchHistory(config.maxRolledBack()));
        }
        return prepare(tx, order)
                .invoke(this::requireRights)
                .call(() -> requireFree(tx, order))
                .call(() -> folders.begin(tx))
                .call(job -> clear(tx, job))
                .call(job -> rebuildFolders(tx, job))
                .chain(job -> fill(tx, job));
    }

    private Uni<Job> prepare(RecordedTransaction tx, Order order) {
        UUID projectId = order.view().project().id();
        return images.current(tx, projectId, order.root(), List.of())
                .map(Reshaping::requireFolder)
                .chain(root -> pasts.those(tx, projectId, Telling.versions(order.changes()))
                        .chain(found -> levels.environments(tx, projectId)
                                .map(slugs -> new Job(order, root.keyset(), found, slugs, now()))));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // what the table keeps
    }

    private static FolderImage.Folder requireFolder(FolderImage image) {
        if (image instanceof FolderImage.Folder folder) {
            return folder;
        }
        throw FolderNotFound.of(image.place().environment(), SecretPath.ROOT);
    }

    private void requireRights(Job job) {
        for (FolderDifference folder : job.order().changes()) {
            Place place = job.order().place(folder);
            folder.secrets().forEach(change -> requireRight(job, change, place));
            folder.folders().forEach(change -> require(job, change, Subject.SECRET_FOLDERS, place));
            folder.imports().forEach(change -> require(job, change, Subject.SECRET_IMPORTS, place));
            folder.imports().forEach(change -> requireSource(job, change));
        }
    }

    private static void requireRight(Job job, Difference.OfSecret change, Place place) {
        View view = job.order().view();
        Level.@Nullable SecretAt before = change.before();
        Level.@Nullable SecretAt after = change.after();
        if (before != null) {
            @Nullable Past past = job.pasts().get(before.versioned());
            view.require(action(change.kind()), place, before.key(), past == null ? List.of() : past.liveTags());
        }
        if (after != null) {
            Past past = requireKept(job, after);
            view.require(
                    action(change.kind()), place, after.key(), past.secret().tags());
            requireReadOfAnother(job, before, after, place);
        }
    }

    /** Other rules may hold for another name or other tags: who changes those must be allowed to read the value as it is. */
    private static void requireReadOfAnother(
            Job job, Level.@Nullable SecretAt before, Level.SecretAt after, Place place) {
        List<StoredTag> wanted = requireKept(job, after).secret().tags();
        Level.SecretAt now = before == null ? after : before;
        @Nullable Past past = job.pasts().get(now.versioned());
        List<StoredTag> tags =
                past == null ? List.of() : past.live() == null ? past.secret().tags() : past.liveTags();
        if (!now.key().equals(after.key()) || !Set.copyOf(tags).equals(Set.copyOf(wanted))) {
            job.order().view().require(Action.READ_VALUE, place, now.key(), tags);
        }
    }

    private static Past requireKept(Job job, Level.SecretAt wanted) {
        @Nullable Past past = job.pasts().get(wanted.versioned());
        if (past == null) {
            throw NotRestorable.destroyed(wanted.key(), wanted.version());
        }
        if (past.redacted()) {
            throw NotRestorable.redacted(wanted.key(), wanted.version());
        }
        return past;
    }

    /** Whoever brings an import back could read what it shows (security.md T5). */
    private static void requireSource(Job job, Difference.OfImport change) {
        Level.@Nullable ImportAt after = change.after();
        @Nullable String source = after == null ? null : job.environments().get(after.sourceEnvId());
        if (after != null && source != null) {
            Place place = new Place(source, after.sourcePath());
            job.order().view().require(Action.READ_VALUE, place);
            if (after.lendsReadAccess()) {
                job.order().view().requireReadsAllOf(place);
            }
        }
    }

    private static void require(Job job, Difference change, String subject, Place place) {
        job.order().view().require(action(change.kind()), subject, Resource.folder(place.environment(), place.path()));
    }

    private static String action(Difference.Kind kind) {
        return switch (kind) {
            case CREATED -> Action.CREATE;
            case UPDATED -> Action.EDIT;
            case DELETED -> Action.DELETE;
        };
    }

    /** What is not to be there goes first, so that its names are free. */
    private Uni<Void> clear(RecordedTransaction tx, Job job) {
        List<FolderDifference> changes = job.order().changes();
        Uni<Void> done = secrets.delete(
                tx,
                gone(
                        changes,
                        FolderDifference::secrets,
                        change -> change.latest().id()));
        for (FolderDifference folder : changes) {
            List<UUID> stale = folder.imports().stream()
                    .map(Difference.OfImport::before)
                    .filter(Objects::nonNull)
                    .map(Level.ImportAt::id)
                    .toList();
            done = done.chain(() -> imports.delete(tx, folder.folderId(), stale));
        }
        return done.chain(() -> folders.delete(
                tx,
                gone(
                        changes,
                        FolderDifference::folders,
                        change -> change.latest().id())));
    }

    private static <D extends Difference> List<UUID> gone(
            List<FolderDifference> changes, Function<FolderDifference, List<D>> part, Function<D, UUID> id) {
        return changes.stream()
                .flatMap(folder -> part.apply(folder).stream())
                .filter(change -> change.kind() == Difference.Kind.DELETED)
                .map(id)
                .toList();
    }

    private Uni<Void> rebuildFolders(RecordedTransaction tx, Job job) {
        Order order = job.order();
        Uni<Void> done = Uni.createFrom().voidItem();
        List<FolderRestoreStore.Lost> lost = new ArrayList<>();
        for (FolderDifference folder : order.changes()) {
            for (Difference.OfFolder change : folder.folders()) {
                Level.@Nullable FolderAt after = change.after();
                if (after != null && change.before() == null) {
                    lost.add(lost(order, folder, after));
                } else if (after != null) {
                    done = done.chain(
                            () -> folders.rename(tx, after.id(), after.name(), after.description(), job.now()));
                }
            }
        }
        return done.chain(() -> folders.insert(tx, lost, job.now()))
                .chain(() -> folders.settlePaths(tx, order.rootId()));
    }

    private static FolderRestoreStore.Lost lost(Order order, FolderDifference parent, Level.FolderAt folder) {
        return new FolderRestoreStore.Lost(
                folder.id(),
                order.view().project().id(),
                order.envId(),
                parent.folderId(),
                parent.path().child(folder.name()),
                folder.description(),
                folder.version());
    }

    private Uni<Done> fill(RecordedTransaction tx, Job job) {
        List<UUID> wanted = job.order().changes().stream()
                .flatMap(folder -> folder.secrets().stream())
                .map(change -> change.latest().id())
                .toList();
        return pasts.last(tx, wanted).chain(last -> fill(tx, job, last));
    }

    private Uni<Done> fill(RecordedTransaction tx, Job job, Map<UUID, PastStore.Last> last) {
        List<SecretRef> refs = new ArrayList<>();
        Set<UUID> used = new HashSet<>();
        Uni<Void> done = Uni.createFrom().voidItem();
        for (FolderDifference folder : job.order().changes()) {
            Filling filling = filling(job, folder, last, used);
            refs.addAll(filling.refs());
            SecretRows.Target target = new SecretRows.Target(
                    job.order().view().project().id(),
                    folder.folderId(),
                    job.order().caller().provenance());
            done = done.chain(() -> filling.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : secrets.write(tx, target, filling.created(), filling.updated()))
                    .chain(() -> imports.insert(tx, target.projectId(), target.folderId(), earlier(folder), job.now()));
        }
        return done.replaceWith(() -> new Done(
                sum(job, FolderDifference::secrets),
                sum(job, FolderDifference::folders),
                sum(job, FolderDifference::imports),
                refs));
    }

    private static int sum(Job job, Function<FolderDifference, List<?>> part) {
        return job.order().changes().stream()
                .mapToInt(folder -> part.apply(folder).size())
                .sum();
    }

    private static List<ImportRestoreStore.Earlier> earlier(FolderDifference folder) {
        return folder.imports().stream()
                .map(Difference.OfImport::after)
                .filter(Objects::nonNull)
                .map(one -> new ImportRestoreStore.Earlier(
                        one.id(), one.sourceEnvId(), one.sourcePath(), one.position(), one.lendsReadAccess()))
                .toList();
    }

    /** The rows of one folder, and all that it is about. */
    private record Filling(List<StoredSecret> created, List<StoredSecret> updated, List<SecretRef> refs) {
        boolean isEmpty() {
            return created.isEmpty() && updated.isEmpty();
        }
    }

    private Filling filling(Job job, FolderDifference folder, Map<UUID, PastStore.Last> last, Set<UUID> used) {
        Filling filling = new Filling(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Place place = job.order().place(folder);
        for (Difference.OfSecret change : folder.secrets()) {
            Level.@Nullable SecretAt after = change.after();
            if (after == null) {
                filling.refs().add(ref(change.latest(), place));
                continue;
            }
            PastStore.Last newest = last.getOrDefault(after.id(), new PastStore.Last(after.version(), false));
            boolean moved = change.before() == null && (newest.live() || !used.add(after.id()));
            UUID id = moved ? ids.nextPublic() : after.id();
            StoredSecret fresh = again(job, folder, after, id, moved ? 1 : newest.version() + 1);
            (change.before() == null ? filling.created() : filling.updated()).add(fresh);
            filling.refs().add(ref(new Level.SecretAt(id, fresh.key(), fresh.version()), place));
        }
        return filling;
    }

    private static SecretRef ref(Level.SecretAt secret, Place place) {
        return new SecretRef(secret.id(), secret.key(), secret.version(), place.environment(), place.path());
    }

    /** The content of an earlier version as the next one; a ciphertext belongs to its version, so it is sealed anew. */
    private StoredSecret again(Job job, FolderDifference folder, Level.SecretAt wanted, UUID id, int version) {
        View view = job.order().view();
        StoredSecret past = requireKept(job, wanted).secret();
        Entry entry = Telling.entry(past, folder.folderId(), job.order().place(folder), job.keyset(), false);
        Caller caller = job.order().caller();
        byte[] value = view.value(entry).reveal().getBytes(UTF_8);
        byte[] detail = view.wholeDetail(entry).toBytes();
        return new StoredSecret(
                id,
                wanted.key(),
                version,
                view.seal(entry.folder(), Field.VALUE, id, version, value),
                view.seal(entry.folder(), Field.DETAIL, id, version, detail),
                past.skipMultilineEncoding(),
                past.reminder(),
                past.tags(),
                null,
                null,
                new Author(caller.kind().text(), caller.id(), caller.name()),
                job.now(),
                job.now());
    }
}
