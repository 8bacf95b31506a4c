package dev.claviger.vault.history;

import dev.claviger.vault.folder.SecretPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares what a folder held at two moments. */
final class Differences {
    private final Map<UUID, Level> before;
    private final Map<UUID, Level> after;
    private final boolean deep;
    private final List<FolderDifference> found = new ArrayList<>();

    private Differences(Map<UUID, Level> before, Map<UUID, Level> after, boolean deep) {
        this.before = before;
        this.after = after;
        this.deep = deep;
    }

    /**
     * What differs in the folder and, when deep, in its subfolders. A subfolder that is there at only one of the moments differs with
     * all it holds, deep or not. Parents come before what lies below them.
     *
     * @param before the levels at the earlier moment, by folder
     */
    static List<FolderDifference> between(
            Map<UUID, Level> before, Map<UUID, Level> after, UUID folderId, SecretPath path, boolean deep) {
        Differences differences = new Differences(before, after, deep);
        differences.compare(folderId, path);
        return differences.found;
    }

    /** What differs in the folder itself; none or one. */
    static List<FolderDifference> of(Map<UUID, Level> before, Map<UUID, Level> after, UUID folderId, SecretPath path) {
        FolderDifference here = ofLevels(
                folderId, path, before.getOrDefault(folderId, Level.EMPTY), after.getOrDefault(folderId, Level.EMPTY));
        return here.isEmpty() ? List.of() : List.of(here);
    }

    /** The subfolders that are there at only one of the moments. */
    static Set<UUID> onlyOnce(Level before, Level after) {
        Set<UUID> ids = new LinkedHashSet<>(before.folders().keySet());
        ids.addAll(after.folders().keySet());
        ids.removeIf(id -> before.folders().containsKey(id) && after.folders().containsKey(id));
        return ids;
    }

    private void compare(UUID folderId, SecretPath path) {
        Level earlier = before.getOrDefault(folderId, Level.EMPTY);
        Level later = after.getOrDefault(folderId, Level.EMPTY);
        FolderDifference here = ofLevels(folderId, path, earlier, later);
        if (!here.isEmpty()) {
            found.add(here);
        }
        Set<UUID> once = onlyOnce(earlier, later);
        Stream.concat(later.folders().values().stream(), earlier.folders().values().stream())
                .sorted(Comparator.comparing(Level.FolderAt::name))
                .map(Level.FolderAt::id)
                .distinct()
                .filter(id -> deep || once.contains(id))
                .forEach(id -> compare(id, path.child(name(id, earlier, later))));
    }

    private static String name(UUID id, Level earlier, Level later) {
        Level.@Nullable FolderAt there = later.folders().get(id);
        return there == null ? Objects.requireNonNull(earlier.folders().get(id)).name() : there.name();
    }

    private static FolderDifference ofLevels(UUID folderId, SecretPath path, Level earlier, Level later) {
        return new FolderDifference(
                folderId,
                path,
                differing(earlier.secrets(), later.secrets(), Difference.OfSecret::new).stream()
                        .sorted(Comparator.comparing(change -> change.latest().key()))
                        .toList(),
                differing(earlier.imports(), later.imports(), Difference.OfImport::new).stream()
                        .sorted(Comparator.comparingInt(
                                change -> change.latest().position()))
                        .toList(),
                differing(earlier.folders(), later.folders(), Difference.OfFolder::new).stream()
                        .filter(Differences::matters)
                        .sorted(Comparator.comparing(change -> change.latest().name()))
                        .toList());
    }

    /** The version of a folder counts its changes; by itself it is none. */
    private static boolean matters(Difference.OfFolder change) {
        Level.@Nullable FolderAt earlier = change.before();
        Level.@Nullable FolderAt later = change.after();
        return earlier == null
                || later == null
                || !earlier.name().equals(later.name())
                || !Objects.equals(earlier.description(), later.description());
    }

    private static <T, D> List<D> differing(
            Map<UUID, T> earlier, Map<UUID, T> later, BiFunction<@Nullable T, @Nullable T, D> difference) {
        Set<UUID> ids = new LinkedHashSet<>(earlier.keySet());
        ids.addAll(later.keySet());
        return ids.stream()
                .filter(id -> !Objects.equals(earlier.get(id), later.get(id)))
                .map(id -> difference.apply(earlier.get(id), later.get(id)))
                .toList();
    }
}
