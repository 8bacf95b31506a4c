package dev.claviger.vault.image;

import dev.claviger.vault.keyring.Sealed;
import dev.claviger.vault.reference.Place;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What is stored at a place. */
public sealed interface FolderImage {
    int OVERHEAD_BYTES = 300;

    Place place();

    /** The project has no such environment. */
    record NoEnvironment(Place place) implements FolderImage {}

    /** The environment has no such folder. */
    record NoFolder(Place place) implements FolderImage {}

    /**
     * A folder.
     *
     * @param keyset the wrapped keyset of its project
     * @param secrets by key, in the order of keys
     * @param personal what stands in place of a secret for one user, by key and user
     * @param imports by position
     */
    record Folder(
            Place place,
            UUID id,
            Sealed keyset,
            SortedMap<String, StoredSecret> secrets,
            Map<String, Map<UUID, StoredSecret>> personal,
            List<StoredImport> imports)
            implements FolderImage {
        public Folder {
            secrets = Collections.unmodifiableSortedMap(new TreeMap<>(secrets));
            personal = Map.copyOf(personal);
            imports = List.copyOf(imports);
        }

        /** The secret that this user sees in place of the shared one. */
        public Optional<StoredSecret> personal(String key, UUID user) {
            return Optional.ofNullable(personal.getOrDefault(key, Map.of()).get(user));
        }
    }

    /** About how much memory it takes. */
    default int weight() {
        return switch (this) {
            case NoEnvironment nothing -> OVERHEAD_BYTES;
            case NoFolder nothing -> OVERHEAD_BYTES;
            case Folder folder ->
                OVERHEAD_BYTES
                        + folder.keyset().length()
                        + folder.secrets().values().stream()
                                .mapToInt(StoredSecret::weight)
                                .sum()
                        + folder.personal().values().stream()
                                .flatMap(own -> own.values().stream())
                                .mapToInt(StoredSecret::weight)
                                .sum()
                        + folder.imports().size() * OVERHEAD_BYTES;
        };
    }
}
