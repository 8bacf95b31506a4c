package dev.claviger.vault.reading;

import dev.claviger.vault.environment.Environment;
import dev.claviger.vault.environment.EnvironmentNotFound;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.revision.RevisionMoved;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.SecretObject;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shows what a folder imports and not what it holds (http-api.md 5.4): decided, limited and recorded as a list with imports. */
@ApplicationScoped
class ImportLists {
    private final Views views;
    private final Lists lists;
    private final Showing showing;
    private final Environments environments;
    private final Answers answers;

    ImportLists(Views views, Lists lists, Showing showing, Environments environments, Answers answers) {
        this.views = views;
        this.lists = lists;
        this.showing = showing;
        this.environments = environments;
        this.answers = answers;
    }

    /** The answer. */
    record ImportedSecrets(List<Block> secrets) {}

    /** What one import brings. */
    record Block(
            String secretPath, String environment, Stage environmentInfo, UUID folderId, List<SecretObject> secrets) {}

    /** An environment in short. */
    record Stage(UUID id, String name, String slug) {
        static Stage of(Environment environment) {
            return new Stage(
                    environment.id(), environment.name(), environment.slug().text());
        }
    }

    private record Read(View view, Selection selection, Shown shown, Map<String, Stage> stages) {}

    Uni<Answer> list(ListRequest request, Attempt attempt, @Nullable String ifNoneMatch) {
        attempt.at(request.place());
        return views.reading(attempt, request.project(), view -> read(view, request))
                .chain(read -> answers.give(
                        read.view(),
                        new ImportedSecrets(blocks(read)),
                        attempt.event()
                                .with("numberOfSecrets", read.selection().all().size())
                                .with("imported", true),
                        read.shown().read(),
                        ifNoneMatch));
    }

    private Uni<Read> read(View view, ListRequest request) {
        return lists.select(view, request)
                .map(Selection::importsAlone)
                .chain(selection -> showing.show(view, selection.all(), request.expandsReferences())
                        .chain(shown ->
                                stages(view, selection).map(stages -> new Read(view, selection, shown, stages))));
    }

    /** The environments of the sources, by slug. */
    private Uni<Map<String, Stage>> stages(View view, Selection selection) {
        return Multi.createFrom()
                .iterable(selection.imports())
                .map(block -> block.shownAt().environment())
                .select()
                .distinct()
                .onItem()
                .transformToUniAndConcatenate(slug -> stage(view, slug))
                .collect()
                .asMap(Stage::slug, Function.identity());
    }

    /** An environment of which a folder was just read is gone only when the project has changed since. */
    private Uni<Stage> stage(View view, String slug) {
        return environments
                .find(view.project().id(), new EnvironmentSlug(slug))
                .map(Stage::of)
                .onFailure(EnvironmentNotFound.class)
                .transform(gone -> new RevisionMoved());
    }

    private static List<Block> blocks(Read read) {
        return SecretList.of(read.selection(), read.shown().secrets()).imports().stream()
                .map(block -> new Block(
                        block.secretPath(),
                        block.environment(),
                        Objects.requireNonNull(read.stages().get(block.environment())),
                        block.folderId(),
                        block.secrets()))
                .toList();
    }
}
