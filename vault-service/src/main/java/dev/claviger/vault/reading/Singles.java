package dev.claviger.vault.reading;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.vault.folder.FolderNotFound;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.image.StoredVersion;
import dev.claviger.vault.image.Whereabouts;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.SecretName;
import dev.claviger.vault.secret.SecretNotFound;
import dev.claviger.vault.secret.SecretObject;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads one secret, by name or by id. */
@ApplicationScoped
class Singles {
    private final Views views;
    private final Images images;
    private final Showing showing;
    private final Answers answers;
    private final SecretConfig config;

    Singles(Views views, Images images, Showing showing, Answers answers, SecretConfig config) {
        this.views = views;
        this.images = images;
        this.showing = showing;
        this.answers = answers;
        this.config = config;
    }

    /** The answer to a single read. */
    record SingleSecret(SecretObject secret) {}

    /** A secret that was read but not given out yet. */
    record Read(View view, Entry entry, Shown shown) {}

    /** Fails with {@link SecretNotFound} among others. */
    Uni<Answer> read(ReadRequest request, Attempt attempt, @Nullable String ifNoneMatch) {
        attempt.at(request.place());
        return views.reading(attempt, request.project(), view -> read(view, request))
                .chain(read -> give(read, attempt, ifNoneMatch));
    }

    Uni<Read> read(View view, ReadRequest request) {
        return find(view, request).chain(entry -> show(view, entry, request.options()));
    }

    /** Rights are asked for where the secret stands. Fails with {@link SecretNotFound} among others. */
    Uni<Answer> readById(UUID id, ReadRequest.Options options, Attempt attempt, @Nullable String ifNoneMatch) {
        return images.locate(attempt.caller().orgId(), id)
                .map(found -> found.orElseThrow(() -> SecretNotFound.of(id)))
                .invoke(found -> attempt.at(found.place()))
                .chain(found -> views.reading(
                        attempt,
                        new ProjectRef.ById(found.projectId()),
                        view -> find(view, id, found, options).chain(entry -> show(view, entry, options))))
                .chain(read -> give(read, attempt, ifNoneMatch));
    }

    private Uni<Entry> find(View view, ReadRequest request) {
        String key = request.name().text();
        ReadRequest.Options options = request.options();
        Sight sight = new Sight(view, options.viewsValue());
        Imports imports = new Imports(sight, config.maxAnswerSecrets());
        return view.load(request.place(), key)
                .invoke(() -> requireRights(view, request.place(), key, options))
                .invoke(() -> requireFolder(view, request.place()))
                .map(loaded -> direct(sight, request.place(), key))
                .chain(found -> found.isPresent() || !request.includesImports()
                        ? Uni.createFrom().item(found)
                        : imports.load(List.of(request.place()))
                                .map(loaded -> imported(view, imports, request.place(), key)))
                .map(found -> found.flatMap(entry -> wanted(view, entry, options))
                        .orElseThrow(() -> SecretNotFound.of(request.name())))
                .chain(entry -> atVersion(entry, options));
    }

    private Uni<Entry> find(View view, UUID id, Whereabouts found, ReadRequest.Options options) {
        Sight sight = new Sight(view, options.viewsValue());
        return view.load(found.place(), found.key())
                .invoke(() -> requireRights(view, found.place(), found.key(), options))
                .map(loaded -> direct(sight, found.place(), found.key())
                        .filter(entry -> entry.secret().id().equals(id))
                        .flatMap(entry -> wanted(view, entry, options))
                        .orElseThrow(() -> SecretNotFound.of(id)))
                .chain(entry -> atVersion(entry, options));
    }

    /** The shared secret, or the caller's own one in its place. */
    private static Optional<Entry> wanted(View view, Entry entry, ReadRequest.Options options) {
        return options.personal()
                ? view.personal(entry.folder(), entry.secret().key()).map(entry::with)
                : Optional.of(entry);
    }

    private static void requireRights(View view, Place place, String key, ReadRequest.Options options) {
        view.require(Action.DESCRIBE_SECRET, place, key);
        if (options.viewsValue()) {
            view.require(Action.READ_VALUE, place, key);
        }
    }

    private static void requireFolder(View view, Place place) {
        if (!(view.at(place) instanceof FolderImage.Folder)) {
            throw FolderNotFound.of(place.environment(), SecretPath.canonical(place.path()));
        }
    }

    private static Optional<Entry> direct(Sight sight, Place place, String key) {
        return sight.view().at(place) instanceof FolderImage.Folder folder
                ? Optional.ofNullable(folder.secrets().get(key)).flatMap(secret -> sight.direct(folder, secret))
                : Optional.empty();
    }

    /** The last import that has it wins. */
    private static Optional<Entry> imported(View view, Imports imports, Place place, String key) {
        if (!(view.at(place) instanceof FolderImage.Folder folder)) {
            return Optional.empty();
        }
        return imports.blocks(folder).reversed().stream()
                .flatMap(block -> block.secrets().stream())
                .filter(entry -> entry.secret().key().equals(key))
                .findFirst();
    }

    private Uni<Entry> atVersion(Entry entry, ReadRequest.Options options) {
        @Nullable Integer version = options.version();
        StoredSecret current = entry.secret();
        return version == null || version == current.version()
                ? Uni.createFrom().item(entry)
                : images.version(current.id(), version)
                        .map(found ->
                                found.orElseThrow(() -> SecretNotFound.of(new SecretName(current.key()), version)))
                        .map(found -> readable(entry, found));
    }

    /** Nobody takes the emptiness in place of a redacted value for the value. */
    private static Entry readable(Entry entry, StoredVersion version) {
        if (version.isRedacted() && !entry.hidden()) {
            throw SecretNotFound.redacted(
                    new SecretName(version.secret().key()), version.secret().version());
        }
        return entry.with(version.secret());
    }

    private Uni<Read> show(View view, Entry entry, ReadRequest.Options options) {
        return showing.show(view, List.of(entry), options.expandsReferences())
                .map(shown -> new Read(view, entry, shown));
    }

    private Uni<Answer> give(Read read, Attempt attempt, @Nullable String ifNoneMatch) {
        StoredSecret secret = read.entry().secret();
        AccessEvent event = attempt.event()
                .with("secretId", secret.id())
                .with("secretKey", secret.key())
                .with("secretVersion", secret.version());
        return answers.give(
                read.view(),
                new SingleSecret(read.shown().secrets().getFirst()),
                event,
                read.shown().read(),
                ifNoneMatch);
    }
}
