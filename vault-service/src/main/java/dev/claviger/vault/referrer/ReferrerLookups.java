package dev.claviger.vault.referrer;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.folder.FolderNotFound;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.project.Project;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Address;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.reference.ReferenceNode;
import dev.claviger.vault.reference.ReferenceTrees;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.SecretName;
import dev.claviger.vault.secret.SecretNotFound;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what depends on what, and records that. A reference is part of the value it stands in: only the values that the caller may
 * read are looked through.
 */
@ApplicationScoped
class ReferrerLookups {
    private final Views views;
    private final Scans scans;
    private final OtherProjects others;
    private final ReferenceTrees trees;
    private final Outbox outbox;

    ReferrerLookups(Views views, Scans scans, OtherProjects others, ReferenceTrees trees, Outbox outbox) {
        this.views = views;
        this.scans = scans;
        this.others = others;
        this.trees = trees;
        this.outbox = outbox;
    }

    /** What was found in the project that was asked. */
    private record Found(Project project, Referrers referrers) {}

    /**
     * Of one secret. Fails with {@link SecretNotFound} among others.
     *
     * @param everywhere whether to look through the caller's other projects as well
     */
    Uni<Referrers> ofSecret(ProjectRef project, Address secret, boolean everywhere, Attempt attempt) {
        attempt.at(secret.place());
        return views.reading(
                        attempt,
                        project,
                        view -> entry(view, secret, Action.DESCRIBE_SECRET)
                                .chain(entry -> scans.referrers(view, secret.place(), secret::equals))
                                .map(found -> new Found(view.project(), found)))
                .chain(found -> complete(
                        found,
                        secret::equals,
                        everywhere,
                        attempt,
                        attempt.event().with("secretKey", secret.key())));
    }

    /** Of everything in a folder. Fails with {@link FolderNotFound} among others. */
    Uni<Referrers> ofFolder(ProjectRef project, Place place, boolean everywhere, Attempt attempt) {
        attempt.at(place);
        Predicate<Address> isMeant = address -> address.place().equals(place);
        return views.reading(attempt, project, view -> {
                    view.require(Action.DESCRIBE_SECRET, place);
                    return view.load(Set.of(place))
                            .map(loaded -> requireFolder(view, place))
                            .chain(folder -> scans.referrers(view, place, isMeant))
                            .map(found -> new Found(view.project(), found));
                })
                .chain(found -> complete(found, isMeant, everywhere, attempt, attempt.event()));
    }

    /** With what refers to it from elsewhere, where that is wanted; recorded. */
    private Uni<Referrers> complete(
            Found found, Predicate<Address> isMeant, boolean everywhere, Attempt attempt, AccessEvent event) {
        return everywhere
                ? others.find(attempt.caller(), found.project(), isMeant, event)
                        .call(elsewhere -> outbox.record(elsewhere.events(event)))
                        .map(elsewhere -> found.referrers().and(elsewhere.referring()))
                : outbox.record(event).replaceWith(found.referrers());
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
}
