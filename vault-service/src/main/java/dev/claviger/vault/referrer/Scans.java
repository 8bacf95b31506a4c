package dev.claviger.vault.referrer;

import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.reference.Address;
import dev.claviger.vault.reference.Mentions;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.AnswerTooLarge;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.View;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Looks through all folders of one project. Only the values that the caller may read are looked into. */
@ApplicationScoped
class Scans {
    private static final Comparator<FolderImage.Folder> BY_PLACE = Comparator.comparing(
                    (FolderImage.Folder folder) -> folder.place().environment())
            .thenComparing(folder -> folder.place().path());

    private final PlaceStore places;
    private final SecretConfig config;
    private final Vertx workers;

    Scans(PlaceStore places, SecretConfig config, Vertx workers) {
        this.places = places;
        this.config = config;
        this.workers = workers;
    }

    /** The secrets that refer to something, and how much was looked through for them. */
    record Scanned(List<Referrers.Referring> referring, long folders, long secrets) {}

    /** What refers to something of this project, and what imports the target. Fails with {@link AnswerTooLarge}. */
    Uni<Referrers> referrers(View view, Place target, Predicate<Address> isMeant) {
        return all(view)
                .chain(all -> workers.executeBlocking(
                        () -> {
                            List<FolderImage.Folder> folders = folders(view, all);
                            return new Referrers(referring(view, folders, isMeant), importing(view, folders, target));
                        },
                        false));
    }

    /** What refers to something, wherever that is. Fails with {@link AnswerTooLarge}. */
    Uni<Scanned> referring(View view, Predicate<Address> isMeant) {
        return all(view)
                .chain(all -> workers.executeBlocking(
                        () -> {
                            List<FolderImage.Folder> folders = folders(view, all);
                            return new Scanned(referring(view, folders, isMeant), folders.size(), secrets(folders));
                        },
                        false));
    }

    private Uni<Set<Place>> all(View view) {
        return places.all(view.project(), config.maxAnswerFolders() + 1).call(view::load);
    }

    private List<FolderImage.Folder> folders(View view, Set<Place> all) {
        List<FolderImage.Folder> folders = all.stream()
                .map(view::at)
                .flatMap(image -> image instanceof FolderImage.Folder folder ? Stream.of(folder) : Stream.empty())
                .sorted(BY_PLACE)
                .toList();
        if (secrets(folders) > config.maxAnswerSecrets()) {
            throw new AnswerTooLarge(config.maxAnswerSecrets() + " secrets");
        }
        return folders;
    }

    private static long secrets(List<FolderImage.Folder> folders) {
        return folders.stream().mapToLong(folder -> folder.secrets().size()).sum();
    }

    private static List<Referrers.Importing> importing(View view, List<FolderImage.Folder> folders, Place target) {
        return folders.stream()
                .filter(folder -> imports(folder, target) && view.mayReadImports(folder.place()))
                .map(folder -> Referrers.Importing.of(folder.id(), folder.place()))
                .toList();
    }

    private static boolean imports(FolderImage.Folder folder, Place target) {
        return folder.imports().stream().anyMatch(imported -> imported.source().equals(target));
    }

    private static List<Referrers.Referring> referring(
            View view, List<FolderImage.Folder> folders, Predicate<Address> isMeant) {
        return folders.stream()
                .flatMap(folder -> referring(view, folder, isMeant))
                .toList();
    }

    private static Stream<Referrers.Referring> referring(
            View view, FolderImage.Folder folder, Predicate<Address> isMeant) {
        Place here = folder.place();
        return folder.secrets().values().stream()
                .filter(secret -> view.may(Action.READ_VALUE, here, secret.key()))
                .filter(secret -> refers(view, new Entry(folder, secret, false), isMeant))
                .map(secret -> Referrers.Referring.of(secret.id(), secret.key(), here));
    }

    private static boolean refers(View view, Entry entry, Predicate<Address> isMeant) {
        return Mentions.in(view.value(entry), entry.place()).stream()
                .map(view::canonical)
                .anyMatch(isMeant.and(address -> !address.equals(entry.address())));
    }
}
