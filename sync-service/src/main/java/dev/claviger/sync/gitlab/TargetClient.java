package dev.claviger.sync.gitlab;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.outbound.OutboundAnswer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;

/** Finds projects and groups before anything is written there. Every failure is a {@link GitLabRefused}. */
public final class TargetClient {
    private final GitLabClient gitlab;
    private final GitLabAccess access;

    public TargetClient(GitLabClient gitlab, GitLabAccess access) {
        this.gitlab = gitlab;
        this.access = access;
    }

    /** A project by number or full path, whose variables the token may read. */
    public Uni<GitLabTarget> project(String idOrPath) {
        return find("/projects/", idOrPath, "path_with_namespace")
                .call(found -> mayReadVariables(GitLabPlace.project(found.id())));
    }

    /** A group by number or full path, whose variables the token may read. */
    public Uni<GitLabTarget> group(String idOrPath) {
        return find("/groups/", idOrPath, "full_path").call(found -> mayReadVariables(GitLabPlace.group(found.id())));
    }

    private Uni<GitLabTarget> find(String collection, String idOrPath, String path) {
        return gitlab.get(access, collection + URLEncoder.encode(idOrPath, UTF_8))
                .map(answer -> target(answer, path));
    }

    /** Who may not manage variables may not list them either. */
    private Uni<OutboundAnswer> mayReadVariables(GitLabPlace place) {
        return gitlab.get(access, place.variables() + "?per_page=1");
    }

    private static GitLabTarget target(OutboundAnswer answer, String path) {
        try {
            JsonObject found = new JsonObject(answer.body());
            Long id = found.getLong("id");
            String fullPath = found.getString(path);
            if (id == null || fullPath == null) {
                throw new GitLabRefused(Problem.BAD_ANSWER);
            }
            return new GitLabTarget(id, fullPath);
        } catch (DecodeException | ClassCastException unreadable) {
            throw new GitLabRefused(Problem.BAD_ANSWER);
        }
    }
}
