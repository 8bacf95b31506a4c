package dev.claviger.sync.gitlab;

import dev.claviger.kernel.outbound.OutboundAnswer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads how a project is set up, and changes nothing. Every failure is a {@link GitLabRefused}. */
public final class ProjectSettingsClient {
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 20;

    /** Of what this token, or this tier of GitLab, is not told. */
    private static final Set<Problem> UNTOLD = Set.of(Problem.FORBIDDEN, Problem.SCOPE, Problem.GONE);

    private final GitLabClient gitlab;
    private final GitLabAccess access;
    private final String project;

    public ProjectSettingsClient(GitLabClient gitlab, GitLabAccess access, long projectId) {
        this.gitlab = gitlab;
        this.access = access;
        this.project = "/projects/" + projectId;
    }

    public Uni<ProjectSettings> read() {
        return gitlab.get(access, project)
                .map(ProjectSettingsClient::object)
                .chain(shown -> names("/protected_branches", 1, new ArrayList<>())
                        .chain(branches -> told(names("/protected_environments", 1, new ArrayList<>()))
                                .chain(environments -> told(gitlab.get(access, project + "/job_token_scope")
                                                .map(ProjectSettingsClient::object))
                                        .map(scope -> settings(
                                                shown,
                                                branches,
                                                environments.orElse(null),
                                                scope.map(each -> each.getBoolean("inbound_enabled"))
                                                        .orElse(null))))));
    }

    private static <T> Uni<Optional<T>> told(Uni<T> asked) {
        return asked.map(Optional::of)
                .onFailure(failure -> failure instanceof GitLabRefused refused && UNTOLD.contains(refused.problem()))
                .recoverWithItem(Optional.empty());
    }

    private Uni<List<String>> names(String list, int page, List<String> names) {
        return gitlab.get(access, "%s%s?per_page=%d&page=%d".formatted(project, list, PAGE, page))
                .map(ProjectSettingsClient::rows)
                .chain(rows -> {
                    for (int i = 0; i < rows.size(); i++) {
                        names.add(text(rows.getJsonObject(i), "name", ""));
                    }
                    return rows.size() == PAGE && page < MOST_PAGES
                            ? names(list, page + 1, names)
                            : Uni.createFrom().item(List.copyOf(names));
                });
    }

    private static ProjectSettings settings(
            JsonObject shown,
            List<String> branches,
            @Nullable List<String> environments,
            @Nullable Boolean limitsJobTokens) {
        @Nullable Long id = shown.getLong("id");
        if (id == null) {
            throw new GitLabRefused(Problem.BAD_ANSWER);
        }
        return new ProjectSettings(
                id,
                text(shown, "path_with_namespace", ""),
                text(shown, "visibility", "private"),
                shown.getBoolean("public_jobs", false),
                shown.getBoolean("ci_allow_fork_pipelines_to_run_in_parent_project", true),
                text(shown, "default_branch", ""),
                branches,
                environments,
                limitsJobTokens);
    }

    private static String text(JsonObject object, String field, String otherwise) {
        @Nullable String text = object.getString(field);
        return text == null ? otherwise : text;
    }

    private static JsonObject object(OutboundAnswer answer) {
        try {
            return new JsonObject(answer.body());
        } catch (DecodeException | ClassCastException unreadable) {
            throw new GitLabRefused(Problem.BAD_ANSWER);
        }
    }

    private static JsonArray rows(OutboundAnswer answer) {
        try {
            return new JsonArray(answer.body());
        } catch (DecodeException | ClassCastException unreadable) {
            throw new GitLabRefused(Problem.BAD_ANSWER);
        }
    }
}
