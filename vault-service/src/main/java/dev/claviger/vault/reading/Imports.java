package dev.claviger.vault.reading;

import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredImport;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.AnswerTooLarge;
import dev.claviger.vault.secret.Entry;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Follows imports (http-api.md 4.10): by position, nested ones up to ten levels deep, every folder once. Their secrets stand in the block
 * of the import that led to them; of several with the same key the first one stays.
 */
final class Imports {
    private static final int LEVELS = 10;

    private final Sight sight;
    private final int maxSecrets;
    private int lookedAt;

    Imports(Sight sight, int maxSecrets) {
        this.sight = sight;
        this.maxSecrets = maxSecrets;
    }

    /** Loads all folders that the blocks of these folders draw from. */
    Uni<Void> load(Collection<Place> folders) {
        return load(folders, 1);
    }

    private Uni<Void> load(Collection<Place> folders, int level) {
        Set<Place> sources = folders.stream().flatMap(this::sources).collect(Collectors.toSet());
        return sources.isEmpty() || level > LEVELS
                ? Uni.createFrom().voidItem()
                : sight.view().load(sources).chain(() -> load(sources, level + 1));
    }

    private Stream<Place> sources(Place place) {
        return sight.view().at(place) instanceof FolderImage.Folder folder
                ? folder.imports().stream().map(StoredImport::source)
                : Stream.empty();
    }

    /** One block for each import of the folder whose source still exists. */
    List<Selection.Block> blocks(FolderImage.Folder folder) {
        return folder.imports().stream()
                .map(StoredImport::source)
                .map(sight.view()::at)
                .flatMap(source -> source instanceof FolderImage.Folder found ? Stream.of(found) : Stream.empty())
                .map(source -> block(folder, source))
                .toList();
    }

    private Selection.Block block(FolderImage.Folder importing, FolderImage.Folder source) {
        Map<String, Entry> secrets = new LinkedHashMap<>();
        collect(source, 1, new HashSet<>(Set.of(importing.place())), secrets);
        return new Selection.Block(source, List.copyOf(secrets.values()));
    }

    private void collect(FolderImage source, int level, Set<Place> visited, Map<String, Entry> secrets) {
        if (!visited.add(source.place()) || !(source instanceof FolderImage.Folder folder)) {
            return;
        }
        count(folder);
        for (StoredSecret secret : folder.secrets().values()) {
            sight.imported(folder, secret).ifPresent(entry -> secrets.putIfAbsent(secret.key(), entry));
        }
        if (level < LEVELS) {
            folder.imports().forEach(nested -> collect(sight.view().at(nested.source()), level + 1, visited, secrets));
        }
    }

    private void count(FolderImage.Folder folder) {
        lookedAt += folder.secrets().size() + 1;
        if (lookedAt > maxSecrets) {
            throw new AnswerTooLarge(maxSecrets + " secrets");
        }
    }
}
