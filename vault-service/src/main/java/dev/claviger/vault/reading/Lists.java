package dev.claviger.vault.reading;

import dev.claviger.vault.environment.EnvironmentNotFound;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.image.EnvironmentImage;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists the secrets of a folder, of the folders below it, and of what they import. */
@ApplicationScoped
class Lists {
    private static final int MAX_DEPTH = 20;

    private final Views views;
    private final Showing showing;
    private final Answers answers;
    private final SecretConfig config;

    Lists(Views views, Showing showing, Answers answers, SecretConfig config) {
        this.views = views;
        this.showing = showing;
        this.answers = answers;
        this.config = config;
    }

    Uni<Answer> list(ListRequest request, Attempt attempt, @Nullable String ifNoneMatch) {
        attempt.at(request.place());
        return views.reading(attempt, request.project(), view -> read(view, request))
                .chain(list -> answers.give(
                        list.view(),
                        SecretList.of(list.selection(), list.shown().secrets()),
                        attempt.event()
                                .with(
                                        "numberOfSecrets",
                                        list.selection().secrets().size()),
                        list.shown().read(),
                        ifNoneMatch));
    }

    /** Of a folder that cannot exist: as empty as one that does not, for whoever may describe secrets anywhere in the project. */
    Uni<Answer> listNothing(ProjectRef project, Attempt attempt, @Nullable String ifNoneMatch) {
        return views.reading(attempt, project, Lists::nothing).chain(view -> giveNothing(view, attempt, ifNoneMatch));
    }

    /** The same with all folders below it. Fails with {@link EnvironmentNotFound} where not even the environment is there. */
    Uni<Answer> listBelowNothing(
            ProjectRef project, String environment, Attempt attempt, @Nullable String ifNoneMatch) {
        return views.reading(
                        attempt,
                        project,
                        view -> nothing(view)
                                .call(() -> view.environment(environment)
                                        .invoke(found -> requireExisting(view, environment, found))))
                .chain(view -> giveNothing(view, attempt, ifNoneMatch));
    }

    private static Uni<View> nothing(View view) {
        view.require(Action.DESCRIBE_SECRET, Subject.SECRETS, Resource.NONE);
        return Uni.createFrom().item(view);
    }

    private Uni<Answer> giveNothing(View view, Attempt attempt, @Nullable String ifNoneMatch) {
        return answers.give(
                view,
                SecretList.of(new Selection(List.of(), List.of()), List.of()),
                attempt.event().with("numberOfSecrets", 0),
                List.of(),
                ifNoneMatch);
    }

    private static void requireExisting(View view, String slug, EnvironmentImage environment) {
        if (!environment.exists()) {
            throw EnvironmentNotFound.of(slug, view.project().id());
        }
    }

    /** A file with the secrets of the folder. Refused as a whole where the caller may not read one of the values. */
    Uni<FileAnswer> export(ExportRequest request, Attempt attempt) {
        attempt.at(request.list().place());
        return views.reading(
                        attempt,
                        request.list().project(),
                        view -> read(view, request.list()).invoke(read -> requireValues(view, read.selection())))
                .chain(read -> answers.give(
                        read.view(),
                        request.format()
                                .write(Export.sheets(
                                        request,
                                        SecretList.of(
                                                read.selection(), read.shown().secrets()))),
                        attempt.event()
                                .with("export", request.format().name().toLowerCase(Locale.ROOT))
                                .with("numberOfSecrets", read.selection().all().size()),
                        read.shown().read(),
                        null))
                .map(answer -> new FileAnswer(request.format(), answer));
    }

    private static void requireValues(View view, Selection selection) {
        selection.all().stream()
                .filter(Entry::hidden)
                .forEach(entry -> view.require(
                        Action.READ_VALUE, entry.place(), entry.secret().key()));
    }

    /** A list that was read but not given out yet. */
    record Read(View view, Selection selection, Shown shown) {}

    Uni<Read> read(View view, ListRequest request) {
        return select(view, request)
                .chain(selection -> showing.show(view, selection.all(), request.expandsReferences())
                        .map(shown -> new Read(view, selection, shown)));
    }

    /** Fails with the refusal for whoever may not even describe what is in the folder. */
    Uni<Selection> select(View view, ListRequest request) {
        Sight sight = new Sight(view, request.viewsValue());
        Imports imports = new Imports(sight, config.maxAnswerSecrets());
        return places(view, request)
                .call(places -> view.load(new HashSet<>(places)))
                .call(places -> request.includesImports()
                        ? imports.load(places)
                        : Uni.createFrom().voidItem())
                .map(places -> selection(sight, request, folders(view, places), imports));
    }

    /** The folder itself, and with {@code recursive} those below it, parents first. */
    private static Uni<List<Place>> places(View view, ListRequest request) {
        return request.recursive()
                ? view.environment(request.place().environment())
                        .map(environment -> below(view, request.place(), environment))
                : Uni.createFrom().item(List.of(request.place()));
    }

    private static List<Place> below(View view, Place top, EnvironmentImage environment) {
        if (!environment.exists()) {
            view.require(Action.DESCRIBE_SECRET, top);
            requireExisting(view, top.environment(), environment);
        }
        SecretPath root = SecretPath.canonical(top.path());
        return environment.paths().stream()
                .map(SecretPath::canonical)
                .filter(path -> root.contains(path) && path.depth() - root.depth() <= MAX_DEPTH)
                .map(path -> new Place(top.environment(), path.text()))
                .toList();
    }

    private static List<FolderImage.Folder> folders(View view, List<Place> places) {
        return places.stream()
                .map(view::at)
                .flatMap(image -> image instanceof FolderImage.Folder folder ? Stream.of(folder) : Stream.empty())
                .toList();
    }

    private static Stream<Entry> entries(Sight sight, Overrides overrides, FolderImage.Folder folder) {
        return folder.secrets().values().stream()
                .flatMap(shared -> overrides.rows(sight.view(), folder, shared))
                .flatMap(secret -> sight.direct(folder, secret).stream());
    }

    private static Selection selection(
            Sight sight, ListRequest request, List<FolderImage.Folder> folders, Imports imports) {
        List<Entry> secrets = folders.stream()
                .flatMap(folder -> entries(sight, request.overrides(), folder))
                .toList();
        if (secrets.isEmpty()) {
            sight.view().require(Action.DESCRIBE_SECRET, request.place());
        }
        List<Selection.Block> blocks = request.includesImports()
                ? folders.stream()
                        .flatMap(folder -> imports.blocks(folder).stream())
                        .toList()
                : List.of();
        Selection selection = new Selection(secrets, blocks);
        return request.filter().wantsAll()
                ? selection
                : selection.only(entry ->
                        request.filter().keeps(entry.secret(), sight.view().detail(entry)));
    }
}
