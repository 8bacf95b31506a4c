package dev.claviger.vault.image;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.project.Project;
import dev.claviger.vault.reference.Place;
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

/** What is stored in a project, from memory where the project has not changed since. */
@ApplicationScoped
public class Images {
    private final ImageStore store;
    private final ProjectKeys projectKeys;
    private final AsyncCache<FolderKey, FolderImage> folders;
    private final AsyncCache<SecretKey, FolderImage> secrets;
    private final AsyncCache<EnvironmentKey, EnvironmentImage> environments;

    private record FolderKey(UUID projectId, long revision, Place place) {}

    private record SecretKey(FolderKey folder, String key) {}

    private record EnvironmentKey(UUID projectId, long revision, String slug) {}

    Images(ImageStore store, ProjectKeys projectKeys, ImageConfig config, MeterRegistry meters) {
        this.store = store;
        this.projectKeys = projectKeys;
        long bytes = config.cacheBytes().orElseGet(() -> Runtime.getRuntime().maxMemory() / 4);
        this.folders = watched(meters, "folders", cache(config, bytes / 2, (key, image) -> image.weight()));
        this.secrets = watched(meters, "secrets", cache(config, bytes * 3 / 8, (key, image) -> image.weight()));
        this.environments = watched(meters, "environments", cache(config, bytes / 8, (key, image) -> image.weight()));
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
        List<FolderKey> keys = places.stream()
                .map(place -> new FolderKey(project.id(), project.revision(), place))
                .toList();
        return Shared.await(folders.getAll(keys, (missing, executor) -> load(project, missing)))
                .map(found -> found.values().stream().collect(Collectors.toMap(FolderImage::place, image -> image)));
    }

    /** A folder, whole or with one secret only. */
    public record Part(FolderImage image, boolean whole) {}

    /**
     * The folder at this place with at least the secret of this key, as of the revision of the project: the whole of it where it is in
     * memory. Reading a single secret costs the same in a small folder and in a large one. Fails like {@link #folders}.
     */
    public Uni<Part> folder(Project project, Place place, String key) {
        FolderKey folder = new FolderKey(project.id(), project.revision(), place);
        @Nullable CompletableFuture<FolderImage> whole = folders.getIfPresent(folder);
        return whole == null
                ? Shared.await(secrets.get(new SecretKey(folder, key), (missing, executor) -> one(project, missing)))
                        .map(image -> new Part(image, false))
                : Shared.await(whole).map(image -> new Part(image, true));
    }

    /** The folders of an environment, as of the revision of the project. Fails like {@link #folders}. */
    public Uni<EnvironmentImage> environment(Project project, String slug) {
        EnvironmentKey key = new EnvironmentKey(project.id(), project.revision(), slug);
        return Shared.await(environments.get(key, (missing, executor) -> list(project, slug)));
    }

    /**
     * One folder as the transaction sees it, with no other secrets than those of the given keys. The project is locked by then, so it
     * stays as it is until the transaction ends.
     */
    public Uni<FolderImage> current(RecordedTransaction tx, UUID projectId, Place place, Collection<String> keys) {
        return store.load(tx, projectId, place, keys)
                .map(loaded -> loaded.map(found -> found.folders().get(place)).orElseThrow(RevisionMoved::new))
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

    private CompletableFuture<Map<FolderKey, FolderImage>> load(Project project, Set<? extends FolderKey> missing) {
        List<Place> places = missing.stream().map(FolderKey::place).toList();
        return atRevision(project, store.load(project.id(), places))
                .map(loaded -> loaded.values().stream()
                        .collect(Collectors.toMap(
                                image -> new FolderKey(project.id(), project.revision(), image.place()),
                                image -> image)))
                .subscribeAsCompletionStage();
    }

    private CompletableFuture<FolderImage> one(Project project, SecretKey missing) {
        Place place = missing.folder().place();
        return atRevision(project, store.load(project.id(), place, missing.key()))
                .map(loaded -> loaded.values().iterator().next())
                .subscribeAsCompletionStage();
    }

    private static Uni<Map<Place, FolderImage>> atRevision(Project project, Uni<Optional<ImageStore.Loaded>> load) {
        return load.map(loaded -> loaded.filter(found -> found.revision() == project.revision())
                .map(ImageStore.Loaded::folders)
                .orElseThrow(RevisionMoved::new));
    }

    private CompletableFuture<EnvironmentImage> list(Project project, String slug) {
        return store.list(project.id(), slug)
                .map(listed -> listed.filter(found -> found.revision() == project.revision())
                        .orElseThrow(RevisionMoved::new))
                .map(ImageStore.Listed::environment)
                .subscribeAsCompletionStage();
    }
}
