package dev.claviger.vault.image;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.project.Project;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.revision.Changes;
import dev.claviger.vault.revision.RevisionMoved;
import dev.claviger.vault.revision.Revisions;
import dev.claviger.vault.revision.Shared;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is stored in a project, from memory where it has not changed since. What is remembered goes by the revision since which it is as it
 * is ({@link Changes}), so that after a change the old image is not found any more, and all others are.
 */
@ApplicationScoped
public class Images {
    private final ImageStore store;
    private final SingleStore singles;
    private final ProjectKeys projectKeys;
    private final Revisions revisions;
    private final AsyncCache<FolderKey, AsOf<FolderImage>> folders;
    private final AsyncCache<SecretKey, AsOf<FolderImage>> secrets;
    private final AsyncCache<EnvironmentKey, AsOf<EnvironmentImage>> environments;

    private record FolderKey(UUID projectId, long since, Place place) {}

    private record SecretKey(FolderKey folder, String key) {}

    private record EnvironmentKey(UUID projectId, long since, String slug) {}

    /** What was found at a revision, which may be later than the one since which it has been so. */
    private record AsOf<T>(long revision, T image) {
        /** What is later than the reader's project may be different from what it was. */
        T notAfter(Project project) {
            if (revision > project.revision()) {
                throw new RevisionMoved();
            }
            return image;
        }
    }

    Images(
            ImageStore store,
            SingleStore singles,
            ProjectKeys projectKeys,
            Revisions revisions,
            ImageConfig config,
            MeterRegistry meters) {
        this.store = store;
        this.singles = singles;
        this.projectKeys = projectKeys;
        this.revisions = revisions;
        long bytes = config.cacheBytes().orElseGet(() -> Runtime.getRuntime().maxMemory() / 4);
        this.folders = watched(
                meters,
                "folders",
                cache(config, bytes / 2, (key, found) -> found.image().weight()));
        this.secrets = watched(
                meters,
                "secrets",
                cache(config, bytes * 3 / 8, (key, found) -> found.image().weight()));
        this.environments = watched(
                meters,
                "environments",
                cache(config, bytes / 8, (key, found) -> found.image().weight()));
    }

    private static <K, V> AsyncCache<K, V> cache(ImageConfig config, long bytes, Weigher<K, V> weigher) {
        return Caffeine.newBuilder()
                .weigher(weigher)
                .maximumWeight(bytes)
                .expireAfterAccess(config.idle())
                .recordStats()
                .buildAsync();
    }

    private static <K, V> AsyncCache<K, V> watched(MeterRegistry meters, String what, AsyncCache<K, V> cache) {
        return CaffeineCacheMetrics.monitor(meters, cache, "claviger." + what);
    }

    /**
     * The folders at these places, as of the revision of the project. Fails with {@link RevisionMoved} when the project has changed
     * since the caller read that revision.
     */
    public Uni<Map<Place, FolderImage>> folders(Project project, Set<Place> places) {
        return changes(project)
                .map(changes -> places.stream()
                        .map(place -> key(project, changes, place))
                        .toList())
                .chain(keys -> Shared.await(folders.getAll(keys, (missing, executor) -> load(project, missing))))
                .map(found -> found.values().stream()
                        .map(each -> each.notAfter(project))
                        .collect(Collectors.toMap(FolderImage::place, image -> image)));
    }

    private Uni<Changes> changes(Project project) {
        return revisions.upTo(project.id(), project.revision());
    }

    private static FolderKey key(Project project, Changes changes, Place place) {
        return new FolderKey(project.id(), changes.since(place), place);
    }

    /** A folder, whole or with one secret only. */
    public record Part(FolderImage image, boolean whole) {}

    /**
     * The folder at this place with at least the secret of this key, as of the revision of the project: the whole of it where it is in
     * memory. Reading a single secret costs the same in a small folder and in a large one. Fails like {@link #folders}.
     */
    public Uni<Part> folder(Project project, Place place, String key) {
        return changes(project).chain(changes -> part(project, key(project, changes, place), key));
    }

    private Uni<Part> part(Project project, FolderKey folder, String key) {
        @Nullable CompletableFuture<AsOf<FolderImage>> whole = folders.getIfPresent(folder);
        return whole == null
                ? Shared.await(secrets.get(new SecretKey(folder, key), (missing, executor) -> one(project, missing)))
                        .map(found -> new Part(found.notAfter(project), false))
                : Shared.await(whole).map(found -> new Part(found.notAfter(project), true));
    }

    /** The folders of an environment, as of the revision of the project. Fails like {@link #folders}. */
    public Uni<EnvironmentImage> environment(Project project, String slug) {
        return changes(project)
                .map(changes -> new EnvironmentKey(project.id(), changes.sinceForm(), slug))
                .chain(key -> Shared.await(environments.get(key, (missing, executor) -> list(project, slug))))
                .map(found -> found.notAfter(project));
    }

    /**
     * One folder as the transaction sees it, with no other secrets than those of the given keys. The project is locked by then, so it
     * stays as it is until the transaction ends.
     */
    public Uni<FolderImage> current(RecordedTransaction tx, UUID projectId, Place place, Collection<String> keys) {
        return store.load(tx, projectId, place, keys)
                .map(loaded -> present(loaded).folder(place))
                .call(image -> openKeys(projectId, image));
    }

    /** The writer seals at once, so the keys must be at hand. */
    private Uni<?> openKeys(UUID projectId, FolderImage image) {
        return image instanceof FolderImage.Folder folder
                ? projectKeys.open(projectId, folder.keyset().bytes())
                : Uni.createFrom().voidItem();
    }

    /** The projects of which folders are in memory. */
    public Set<UUID> remembered() {
        return Stream.of(
                        folders.asMap().keySet().stream().map(FolderKey::projectId),
                        secrets.asMap().keySet().stream()
                                .map(key -> key.folder().projectId()),
                        environments.asMap().keySet().stream().map(EnvironmentKey::projectId))
                .flatMap(projects -> projects)
                .collect(Collectors.toSet());
    }

    /** Forgets what is stored in a project. */
    public void forget(UUID projectId) {
        forget(folders, key -> key.projectId().equals(projectId));
        forget(secrets, key -> key.folder().projectId().equals(projectId));
        forget(environments, key -> key.projectId().equals(projectId));
        revisions.forget(projectId);
    }

    private static <K> void forget(AsyncCache<K, ?> cache, Predicate<K> about) {
        cache.synchronous().asMap().keySet().removeIf(about);
    }

    /** Where the secret of that id stands, if it belongs to the organisation. */
    public Uni<Optional<Whereabouts>> locate(UUID orgId, UUID secretId) {
        return store.locate(orgId, secretId);
    }

    /** One version of a secret. */
    public Uni<Optional<StoredVersion>> version(UUID secretId, int version) {
        return store.version(secretId, version);
    }

    /** Versions of a secret, newest first. */
    public Uni<List<StoredVersion>> versions(UUID secretId, long offset, long limit) {
        return store.versions(secretId, offset, limit);
    }

    private CompletableFuture<Map<FolderKey, AsOf<FolderImage>>> load(
            Project project, Set<? extends FolderKey> missing) {
        return store.load(project.id(), missing.stream().map(FolderKey::place).toList())
                .map(Images::present)
                .map(loaded -> missing.stream()
                        .collect(Collectors.toMap(
                                key -> (FolderKey) key,
                                key -> new AsOf<>(loaded.revision(), loaded.folder(key.place())))))
                .subscribeAsCompletionStage();
    }

    private CompletableFuture<AsOf<FolderImage>> one(Project project, SecretKey missing) {
        Place place = missing.folder().place();
        return singles.load(project.id(), place, missing.key())
                .map(Images::present)
                .map(loaded -> new AsOf<>(loaded.revision(), loaded.folder(place)))
                .subscribeAsCompletionStage();
    }

    private CompletableFuture<AsOf<EnvironmentImage>> list(Project project, String slug) {
        return store.list(project.id(), slug)
                .map(Images::present)
                .map(listed -> new AsOf<>(listed.revision(), listed.environment()))
                .subscribeAsCompletionStage();
    }

    /** A project that is gone has moved. */
    private static <T> T present(Optional<T> found) {
        return found.orElseThrow(RevisionMoved::new);
    }
}
