package dev.claviger.vault.revision;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/**
 * Knows of each project that is read here what has changed since this service first saw it. Costs one query for each revision at which the
 * project is read, whoever asks.
 */
@ApplicationScoped
public class Revisions {
    private static final long MOST_PROJECTS = 50_000;
    private static final Duration IDLE = Duration.ofMinutes(20);

    /** Further apart nothing would hold anyway. */
    private static final long FAR = 1_000;

    private final ChangeStore store;
    private final Cache<UUID, Changes> known = Caffeine.newBuilder()
            .maximumSize(MOST_PROJECTS)
            .expireAfterAccess(IDLE)
            .build();
    private final AsyncCache<Look, Changes> looks = Caffeine.newBuilder()
            .maximumSize(MOST_PROJECTS)
            .expireAfterWrite(Duration.ofSeconds(5))
            .buildAsync();

    /** A look at the changes after this revision, which several requests may wait for. */
    private record Look(UUID projectId, long after) {}

    Revisions(ChangeStore store) {
        this.store = store;
    }

    /**
     * What changed when, at least up to this revision, which the caller has read from the database. It may know of later changes
     * too.
     */
    public Uni<Changes> upTo(UUID projectId, long revision) {
        Changes now = known.get(projectId, first -> Changes.unknownBefore(revision));
        if (now.revision() >= revision) {
            return Uni.createFrom().item(now);
        }
        return revision - now.revision() > FAR
                ? Uni.createFrom().item(learn(projectId, Changes.unknownBefore(revision)))
                : look(projectId, now, revision).chain(() -> upTo(projectId, revision));
    }

    /** Afterwards at least one change more is known than was. */
    private Uni<Changes> look(UUID projectId, Changes now, long revision) {
        return Shared.await(looks.get(
                new Look(projectId, now.revision()),
                (look, executor) -> store.since(projectId, now.revision())
                        .map(found ->
                                found.map(step -> after(now, step)).orElseGet(() -> Changes.unknownBefore(revision)))
                        .map(found -> learn(projectId, found))
                        .subscribeAsCompletionStage()));
    }

    private static Changes after(Changes now, ChangeStore.Found step) {
        return step.traced() ? now.and(step.revision(), step.folders()) : Changes.unknownBefore(step.revision());
    }

    private Changes learn(UUID projectId, Changes found) {
        return known.asMap().merge(projectId, found, (one, other) -> one.revision() >= other.revision() ? one : other);
    }

    /** Forgets the project. */
    public void forget(UUID projectId) {
        known.invalidate(projectId);
    }
}
