package dev.claviger.vault.reading;

import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredImport;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.AnswerTooLarge;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.Loan;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
                .flatMap(imported -> block(folder, imported).stream())
                .toList();
    }

    private Optional<Selection.Block> block(FolderImage.Folder importing, StoredImport imported) {
        if (!(sight.view().at(imported.source()) instanceof FolderImage.Folder source)) {
            return Optional.empty();
        }
        Map<String, Entry> secrets = new LinkedHashMap<>();
        collect(importing, imported, 1, new HashSet<>(Set.of(importing.place())), secrets);
        return Optional.of(new Selection.Block(source, loan(importing, imported), List.copyOf(secrets.values())));
    }

    private void collect(
            FolderImage.Folder importing,
            StoredImport imported,
            int level,
            Set<Place> visited,
            Map<String, Entry> secrets) {
        if (!visited.add(imported.source())
                || !(sight.view().at(imported.source()) instanceof FolderImage.Folder source)) {
            return;
        }
        count(source);
        @Nullable Loan loan = loan(importing, imported);
        for (StoredSecret secret : source.secrets().values()) {
            sight.imported(source, secret, loan).ifPresent(entry -> secrets.putIfAbsent(secret.key(), entry));
        }
        if (level < LEVELS) {
            source.imports().forEach(nested -> collect(source, nested, level + 1, visited, secrets));
        }
    }

    /** Loans do not chain: what the source imports in turn is decided about there. */
    private static @Nullable Loan loan(FolderImage.Folder importing, StoredImport imported) {
        return imported.lendsReadAccess() ? new Loan(imported.id(), importing.place()) : null;
    }

    private void count(FolderImage.Folder folder) {
        lookedAt += folder.secrets().size() + 1;
        if (lookedAt > maxSecrets) {
            throw new AnswerTooLarge(maxSecrets + " secrets");
        }
    }
}
