package dev.claviger.vault.revision;

import dev.claviger.vault.reference.Place;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * When what changed last in a project, as known at one of its revisions. Says too much rather than too little: what is not known to be
 * as it was counts as changed.
 *
 * @param revision up to which changes are known
 * @param everything at or before which any of it may have changed: rights, tags, names of environments, the tree of folders
 * @param folders those of which the secrets or imports have changed after that, and when at the latest
 */
public record Changes(long revision, long everything, Map<Place, Long> folders) {
    private static final int MOST_FOLDERS = 10_000;

    public Changes {
        folders = Map.copyOf(folders);
    }

    /** Of a project about which nothing is known yet. */
    static Changes unknownBefore(long revision) {
        return new Changes(revision, revision, Map.of());
    }

    /** The revision since which the folder is as it is now, or there is none there now. */
    public long since(Place folder) {
        return folders.getOrDefault(folder, everything);
    }

    /** The revision since which nothing but secrets and imports have changed. */
    public long sinceForm() {
        return everything;
    }

    /** Later on, when nothing else has changed than what these folders hold. */
    Changes and(long later, Set<Place> touched) {
        Map<Place, Long> all = new HashMap<>(folders);
        touched.forEach(place -> all.put(place, later));
        return all.size() > MOST_FOLDERS ? unknownBefore(later) : new Changes(later, everything, all);
    }
}
