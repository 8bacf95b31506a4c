package dev.claviger.vault.history;

import dev.claviger.vault.folder.SecretPath;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Compares what a folder held at two moments, wherever that is read from. */
record Comparison(Source source, Span span) {

    /** Where levels are read: the database as it is, or a transaction under way. */
    interface Source {
        Uni<Map<UUID, Level>> levels(Moment moment, Collection<UUID> folderIds, boolean deep);
    }

    /** Two moments of a project. */
    record Span(Moment from, Moment to) {}

    private record Both(Map<UUID, Level> before, Map<UUID, Level> after) {}

    /** As {@link Differences#between} tells it. */
    Uni<List<FolderDifference>> of(UUID folderId, SecretPath path, boolean deep) {
        return both(List.of(folderId), deep)
                .chain(both -> deep ? Uni.createFrom().item(both) : withOnes(both, folderId))
                .map(both -> Differences.between(both.before(), both.after(), folderId, path, deep));
    }

    /** Subfolders that are there at only one of the moments count with all they hold. */
    private Uni<Both> withOnes(Both both, UUID folderId) {
        Set<UUID> ones = Differences.onlyOnce(
                both.before().getOrDefault(folderId, Level.EMPTY), both.after().getOrDefault(folderId, Level.EMPTY));
        return ones.isEmpty()
                ? Uni.createFrom().item(both)
                : both(ones, true)
                        .map(more ->
                                new Both(joined(both.before(), more.before()), joined(both.after(), more.after())));
    }

    private Uni<Both> both(Collection<UUID> folderIds, boolean deep) {
        return source.levels(span.from(), folderIds, deep)
                .chain(before -> source.levels(span.to(), folderIds, deep).map(after -> new Both(before, after)));
    }

    private static Map<UUID, Level> joined(Map<UUID, Level> some, Map<UUID, Level> more) {
        Map<UUID, Level> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }
}
