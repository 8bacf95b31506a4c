package dev.claviger.sync.gitlab;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.sync.plan.DesiredVariable;
import dev.claviger.sync.plan.PresentVariable;
import dev.claviger.sync.plan.VariableId;
import io.smallrye.mutiny.Uni;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;

/** The variables of one place. Every failure is a {@link GitLabRefused}. */
public final class VariableClient {
    private static final int LIST_ATTEMPTS = 3;

    private final GitLabClient gitlab;
    private final GitLabAccess access;
    private final GitLabPlace place;

    public VariableClient(GitLabClient gitlab, GitLabAccess access, GitLabPlace place) {
        this.gitlab = gitlab;
        this.access = access;
        this.place = place;
    }

    /** All variables of the place, of every scope; begins again when somebody edits meanwhile, and fails rather than miss one. */
    public Uni<List<PresentVariable>> list() {
        return list(1);
    }

    private Uni<List<PresentVariable>> list(int attempt) {
        return pages(new VariablePages(), 1)
                .onFailure(failure -> attempt < LIST_ATTEMPTS
                        && failure instanceof GitLabRefused refused
                        && refused.problem() == Problem.BAD_PAGES)
                .recoverWithUni(() -> list(attempt + 1));
    }

    private Uni<List<PresentVariable>> pages(VariablePages pages, int number) {
        String path = "%s?per_page=%d&page=%d".formatted(place.variables(), VariablePages.SIZE, number);
        return gitlab.get(access, path)
                .map(answer -> pages.take(number, answer))
                .chain(next -> next == 0 ? Uni.createFrom().item(pages::whole) : pages(pages, next));
    }

    /** The variable of that exact scope. */
    public Uni<Optional<PresentVariable>> get(VariableId id) {
        return gitlab.get(access, path(id))
                .map(VariableJson::one)
                .map(found -> Optional.of(found).filter(row -> row.id().equals(id)))
                .onFailure(VariableClient::isMissing)
                .recoverWithItem(Optional.empty());
    }

    /**
     * Makes a variable. When the answer is lost, the list decides whether it was made. Fails with {@link Problem#TAKEN} when somebody
     * else has it, and with {@link Problem#NOT_KEPT}, after taking it back, when GitLab stored something else.
     */
    public Uni<Void> create(DesiredVariable wanted) {
        return create(wanted, 1);
    }

    private Uni<Void> create(DesiredVariable wanted, int attempt) {
        return gitlab.post(access, place.variables(), VariableJson.toCreate(place, wanted))
                .map(VariableJson::one)
                .chain(made -> keep(made, wanted))
                .onFailure(VariableClient::isUncertain)
                .recoverWithUni(failure -> settle(wanted, attempt, (GitLabRefused) failure));
    }

    private Uni<Void> keep(PresentVariable made, DesiredVariable wanted) {
        if (VariableJson.isKept(made, wanted)) {
            return Uni.createFrom().voidItem();
        }
        return delete(made.id()).chain(() -> refuse(Problem.NOT_KEPT));
    }

    /** When there is no list either, it stays uncertain, whyever the list was refused. */
    private Uni<Void> settle(DesiredVariable wanted, int attempt, GitLabRefused refused) {
        return list().onFailure(GitLabRefused.class)
                .transform(_ -> refused)
                .map(rows -> rows.stream()
                        .filter(row -> row.id().equals(wanted.id()))
                        .findFirst())
                .chain(found -> found.isPresent()
                        ? recognise(found.get(), wanted)
                        : gitlab.rest(refused, attempt).chain(() -> create(wanted, attempt + 1)));
    }

    private static Uni<Void> recognise(PresentVariable found, DesiredVariable wanted) {
        return VariableJson.isKept(found, wanted) ? Uni.createFrom().voidItem() : refuse(Problem.TAKEN);
    }

    /**
     * Changes the variable of that exact scope. A group may change the variable of another scope when this one is gone, so there it is
     * looked for first.
     */
    public Uni<Void> update(DesiredVariable wanted) {
        Uni<Boolean> there = place.isGroup()
                ? get(wanted.id()).map(Optional::isPresent)
                : Uni.createFrom().item(true);
        return there.chain(is -> is ? put(wanted) : refuse(Problem.NO_VARIABLE));
    }

    private Uni<Void> put(DesiredVariable wanted) {
        return gitlab.put(access, path(wanted.id()), VariableJson.toUpdate(place, wanted))
                .map(VariableJson::one)
                .chain(stored ->
                        VariableJson.isKept(stored, wanted) ? Uni.createFrom().voidItem() : refuse(Problem.NOT_KEPT));
    }

    /** Deletes the variable of that exact scope; one that is gone already is deleted. */
    public Uni<Void> delete(VariableId id) {
        return gitlab.delete(access, path(id))
                .replaceWithVoid()
                .onFailure(VariableClient::isMissing)
                .recoverWithNull();
    }

    private String path(VariableId id) {
        String one = "%s/%s".formatted(place.variables(), encoded(id.key()));
        return place.hasScopes() ? "%s?filter%%5Benvironment_scope%%5D=%s".formatted(one, encoded(id.scope())) : one;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("*", "%2A");
    }

    private static Uni<Void> refuse(Problem problem) {
        return Uni.createFrom().failure(new GitLabRefused(problem));
    }

    private static boolean isMissing(Throwable failure) {
        return failure instanceof GitLabRefused refused && refused.problem() == Problem.NO_VARIABLE;
    }

    private static boolean isUncertain(Throwable failure) {
        return failure instanceof GitLabRefused refused && refused.problem().isUncertain();
    }
}
