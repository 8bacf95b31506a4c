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
    private static final int MAINTAINER = 40;
    private static final List<String> NAMED = List.of("user_id", "group_id", "deploy_key_id");

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
                .chain(shown -> Uni.combine()
                        .all()
                        .unis(
                                rows("/protected_branches"),
                                told(rows("/protected_tags")),
                                told(rows("/groups")),
                                told(rows("/protected_environments")),
                                told(gitlab.get(access, project + "/job_token_scope")
                                        .map(ProjectSettingsClient::object)))
                        .usingConcurrencyOf(1)
                        .asTuple()
                        .map(told -> settings(
                                shown,
                                refs(told.getItem1(), "push_access_levels"),
                                told.getItem2()
                                        .map(rows -> refs(rows, "create_access_levels"))
                                        .orElse(null),
                                told.getItem3()
                                        .map(rows -> rows.stream()
                                                .map(ProjectSettingsClient::group)
                                                .toList())
                                        .orElse(null),
                                told.getItem4()
                                        .map(rows -> rows.stream()
                                                .map(row -> text(row, "name", ""))
                                                .toList())
                                        .orElse(null),
                                told.getItem5()
                                        .map(scope -> scope.getBoolean("inbound_enabled"))
                                        .orElse(null))));
    }

    private static <T> Uni<Optional<T>> told(Uni<T> asked) {
        return asked.map(Optional::of)
                .onFailure(failure -> failure instanceof GitLabRefused refused && UNTOLD.contains(refused.problem()))
                .recoverWithItem(Optional.empty());
    }

    private Uni<List<JsonObject>> rows(String list) {
        return rows(list, 1, new ArrayList<>());
    }

    private Uni<List<JsonObject>> rows(String list, int page, List<JsonObject> found) {
        return gitlab.get(access, "%s%s?per_page=%d&page=%d".formatted(project, list, PAGE, page))
                .map(ProjectSettingsClient::array)
                .chain(rows -> {
                    for (int i = 0; i < rows.size(); i++) {
                        found.add(rows.getJsonObject(i));
                    }
                    return rows.size() == PAGE && page < MOST_PAGES
                            ? rows(list, page + 1, found)
                            : Uni.createFrom().item(List.copyOf(found));
                });
    }

    private static List<ProtectedRef> refs(List<JsonObject> rows, String levels) {
        return rows.stream()
                .map(row -> new ProtectedRef(text(row, "name", ""), isOpenToDevelopers(row.getJsonArray(levels))))
                .toList();
    }

    /** People, groups and keys that are named stand there too, and were chosen by somebody. */
    private static boolean isOpenToDevelopers(@Nullable JsonArray levels) {
        return levels != null
                && levels.stream()
                        .map(each -> (JsonObject) each)
                        .filter(each -> NAMED.stream().allMatch(name -> each.getValue(name) == null))
                        .map(each -> each.getInteger("access_level"))
                        .anyMatch(level -> level != null && level > 0 && level < MAINTAINER);
    }

    private static GitLabTarget group(JsonObject row) {
        @Nullable Long id = row.getLong("id");
        if (id == null) {
            throw new GitLabRefused(Problem.BAD_ANSWER);
        }
        return new GitLabTarget(id, text(row, "full_path", ""));
    }

    private static ProjectSettings settings(
            JsonObject shown,
            List<ProtectedRef> branches,
            @Nullable List<ProtectedRef> tags,
            @Nullable List<GitLabTarget> groups,
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
                tags,
                groups,
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

    private static JsonArray array(OutboundAnswer answer) {
        try {
            return new JsonArray(answer.body());
        } catch (DecodeException | ClassCastException unreadable) {
            throw new GitLabRefused(Problem.BAD_ANSWER);
        }
    }
}
