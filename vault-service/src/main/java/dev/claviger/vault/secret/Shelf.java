package dev.claviger.vault.secret;

import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.reference.Place;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folders that a view has loaded: whole, or only as far as one secret of theirs needs. Lives in one request. */
final class Shelf {
    private final Map<Place, FolderImage> images = new HashMap<>();
    private final Map<Place, String> onlyKeys = new HashMap<>();

    void put(FolderImage whole) {
        images.put(whole.place(), whole);
        onlyKeys.remove(whole.place());
    }

    /** Of other secrets in the folder nothing is known. */
    void put(FolderImage part, String key) {
        images.put(part.place(), part);
        onlyKeys.put(part.place(), key);
    }

    /** Whether the whole of the folder is known, if there is one. */
    boolean has(Place place) {
        return images.containsKey(place) && !onlyKeys.containsKey(place);
    }

    /** Whether it is known if the folder has such a secret. */
    boolean has(Place place, String key) {
        return images.containsKey(place) && onlyKeys.getOrDefault(place, key).equals(key);
    }

    /** As far as it was loaded; null when it was not. */
    @Nullable
    FolderImage get(Place place) {
        return images.get(place);
    }

    int size() {
        return images.size();
    }

    Stream<FolderImage.Folder> folders() {
        return images.values().stream()
                .flatMap(image -> image instanceof FolderImage.Folder folder ? Stream.of(folder) : Stream.empty());
    }
}
