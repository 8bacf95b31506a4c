package dev.claviger.vault.referrer;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.vault.folder.Dependents;
import dev.claviger.vault.folder.FolderInUse;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Mentions;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Looks through the values and imports of a project for what leads into one of its folders. */
@ApplicationScoped
class FolderDependents implements Dependents {
    private final Views views;
    private final PlaceStore places;
    private final SecretConfig config;
    private final Vertx workers;

    FolderDependents(Views views, PlaceStore places, SecretConfig config, Vertx workers) {
        this.views = views;
        this.places = places;
        this.config = config;
        this.workers = workers;
    }

    @Override
    public Uni<Long> requireNone(
            Caller caller, UUID projectId, dev.claviger.vault.folder.Place parent, String idOrName, AccessEvent event) {
        Wanted wanted = new Wanted(parent.environment().text(), parent.path(), idOrName);
        return views.reading(
                new Attempt(caller, event),
                new ProjectRef.ById(projectId),
                view -> places.all(view.project(), config.maxAnswerFolders() + 1)
                        .call(view::load)
                        .chain(all -> workers.executeBlocking(
                                () -> {
                                    requireNone(view, all, wanted);
                                    return view.project().revision();
                                },
                                false)));
    }

    /** What is to be deleted. */
    private record Wanted(String environment, SecretPath parent, String idOrName) {
        boolean is(FolderImage.Folder folder) {
            SecretPath path = SecretPath.canonical(folder.place().path());
            return folder.place().environment().equals(environment)
                    && path.parent().filter(parent::equals).isPresent()
                    && (folder.id().toString().equals(idOrName) || path.equals(parent.child(idOrName)));
        }
    }

    private static void requireNone(View view, Set<Place> all, Wanted wanted) {
        List<FolderImage.Folder> folders = all.stream()
                .map(view::at)
                .flatMap(image -> image instanceof FolderImage.Folder folder ? Stream.of(folder) : Stream.empty())
                .toList();
        folders.stream()
                .filter(wanted::is)
                .map(FolderImage.Folder::place)
                .filter(target -> folders.stream()
                        .filter(folder -> !isWithin(target, folder.place()))
                        .anyMatch(folder -> leadsInto(view, folder, target)))
                .findFirst()
                .ifPresent(target -> {
                    throw new FolderInUse(SecretPath.canonical(target.path()));
                });
    }

    private static boolean leadsInto(View view, FolderImage.Folder folder, Place target) {
        return folder.imports().stream().anyMatch(imported -> isWithin(target, imported.source()))
                || folder.secrets().values().stream()
                        .map(secret -> new Entry(folder, secret, false))
                        .anyMatch(entry -> Mentions.in(view.value(entry), entry.place()).stream()
                                .map(view::canonical)
                                .anyMatch(address -> isWithin(target, address.place())));
    }

    private static boolean isWithin(Place folder, Place place) {
        return place.environment().equals(folder.environment())
                && (place.path().equals(folder.path()) || place.path().startsWith(folder.path() + "/"));
    }
}
