package dev.claviger.vault.referrer;

import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.folder.FolderNotFound;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Address;
import dev.claviger.vault.reference.Mentions;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.reference.ReferenceNode;
import dev.claviger.vault.reference.ReferenceTrees;
import dev.claviger.vault.secret.AnswerTooLarge;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.SecretName;
import dev.claviger.vault.secret.SecretNotFound;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what depends on what, and records that. A reference is part of the value it stands in: only the values that the caller may
 * read are looked through.
 */
@ApplicationScoped
class ReferrerLookups {
    private static final Comparator<FolderImage.Folder> BY_PLACE = Comparator.comparing(
                    (FolderImage.Folder folder) -> folder.place().environment())
            .thenComparing(folder -> folder.place().path());

    private final Views views;
    private final PlaceStore places;
    private final ReferenceTrees trees;
    private final SecretConfig config;
    private final Outbox outbox;
    private final Vertx workers;

    ReferrerLookups(
            Views views, PlaceStore places, ReferenceTrees trees, SecretConfig config, Outbox outbox, Vertx workers) {
        this.views = views;
        this.places = places;
        this.trees = trees;
        this.config = config;
        this.outbox = outbox;
        this.workers = workers;
    }

    /** Of one secret. Fails with {@link SecretNotFound} among others. */
    Uni<Referrers> ofSecret(ProjectRef project, Address secret, Attempt attempt) {
        attempt.at(secret.place());
        return views.reading(
                        attempt,
                        project,
                        view -> entry(view, secret, Action.DESCRIBE_SECRET)
                                .chain(entry -> scan(view, secret.place(), secret::equals)))
                .call(() -> outbox.record(attempt.event().with("secretKey", secret.key())));
    }

    /** Of everything in a folder. Fails with {@link FolderNotFound} among others. */
    Uni<Referrers> ofFolder(ProjectRef project, Place place, Attempt attempt) {
        attempt.at(place);
        return views.reading(attempt, project, view -> {
                    view.require(Action.DESCRIBE_SECRET, place);
                    return view.load(Set.of(place))
                            .map(loaded -> requireFolder(view, place))
                            .chain(folder ->
                                    scan(view, place, address -> address.place().equals(place)));
                })
                .call(() -> outbox.record(attempt.event()));
    }

    /** Fails with {@link SecretNotFound} among others. */
    Uni<ReferenceNode> tree(ProjectRef project, Address secret, Attempt attempt) {
        attempt.at(secret.place());
        return views.reading(
                        attempt,
                        project,
                        view -> entry(view, secret, Action.READ_VALUE)
                                .chain(entry -> trees.grow(secret, view.value(entry), view)))
                .call(() -> outbox.record(attempt.event().with("secretKey", secret.key())));
    }

    private static Uni<Entry> entry(View view, Address secret, String action) {
        return view.load(Set.of(secret.place())).map(loaded -> {
            view.require(action, secret.place(), secret.key());
            FolderImage.Folder folder = requireFolder(view, secret.place());
            @Nullable StoredSecret found = folder.secrets().get(secret.key());
            if (found == null) {
                throw SecretNotFound.of(new SecretName(secret.key()));
            }
            return new Entry(folder, found, false);
        });
    }

    private static FolderImage.Folder requireFolder(View view, Place place) {
        if (view.at(place) instanceof FolderImage.Folder folder) {
            return folder;
        }
        throw FolderNotFound.of(place.environment(), SecretPath.canonical(place.path()));
    }

    private Uni<Referrers> scan(View view, Place target, Predicate<Address> isMeant) {
        return places.all(view.project(), config.maxAnswerFolders() + 1)
                .call(view::load)
                .chain(all -> workers.executeBlocking(() -> scan(view, all, target, isMeant), false));
    }

    private Referrers scan(View view, Set<Place> all, Place target, Predicate<Address> isMeant) {
        List<FolderImage.Folder> folders = all.stream()
                .map(view::at)
                .flatMap(image -> image instanceof FolderImage.Folder folder ? Stream.of(folder) : Stream.empty())
                .sorted(BY_PLACE)
                .toList();
        checkSize(folders);
        return new Referrers(
                folders.stream()
                        .flatMap(folder -> referring(view, folder, isMeant))
                        .toList(),
                folders.stream()
                        .filter(folder -> imports(folder, target) && view.mayReadImports(folder.place()))
                        .map(folder -> Referrers.Importing.of(folder.id(), folder.place()))
                        .toList());
    }

    private void checkSize(List<FolderImage.Folder> folders) {
        long secrets =
                folders.stream().mapToLong(folder -> folder.secrets().size()).sum();
        if (secrets > config.maxAnswerSecrets()) {
            throw new AnswerTooLarge(config.maxAnswerSecrets() + " secrets");
        }
    }

    private static Stream<Referrers.Referring> referring(
            View view, FolderImage.Folder folder, Predicate<Address> isMeant) {
        Place here = folder.place();
        return folder.secrets().values().stream()
                .filter(secret -> view.may(Action.READ_VALUE, here, secret.key()))
                .filter(secret -> refers(view, new Entry(folder, secret, false), isMeant))
                .map(secret -> new Referrers.Referring(secret.id(), secret.key(), here.environment(), here.path()));
    }

    private static boolean refers(View view, Entry entry, Predicate<Address> isMeant) {
        return Mentions.in(view.value(entry), entry.place()).stream()
                .map(view::canonical)
                .anyMatch(isMeant.and(address -> !address.equals(entry.address())));
    }

    private static boolean imports(FolderImage.Folder folder, Place target) {
        return folder.imports().stream().anyMatch(imported -> imported.source().equals(target));
    }
}
