package dev.claviger.auth.claim;

import java.util.Map;
import java.util.Optional;

/**
 * Recognises GitLab pipelines that run the code of a fork with the resources of the parent project (gitlab.md 1.6).
 *
 * <p>A member of the parent can start a fork's merge-request pipeline in the parent. The job then runs what the fork's author wrote.
 *
 * <ul>
 *   <li>GitLab 18.3 and later tells: {@code project_id} is the fork, {@code job_project_id} the parent. Different ids are a fork. A
 *       configuration that binds {@code job_project_id} alone would let it in.
 *   <li>Before 18.2.2 the token names the parent only, with the fork's branch name as {@code ref}, so a merge-request pipeline without
 *       {@code job_project_id} may be a fork's. It is refused unless {@code ref_protected} is true, which a fork's never is.
 * </ul>
 *
 * <p>Tokens of other issuers have none of these claims and pass.
 */
public final class ForkRule {
    private ForkRule() {}

    /** Whether the token is a fork's, or may be. */
    static Check check(Map<String, Object> claims) {
        Optional<String> project = ClaimValue.text(claims.get("project_id"));
        Optional<String> jobProject = ClaimValue.text(claims.get("job_project_id"));
        if (jobProject.isPresent()) {
            return check(jobProject.equals(project), "job_project_id", orNothing(project), orNothing(jobProject));
        }
        boolean mergeRequest = is(claims, "pipeline_source", "merge_request_event");
        String isProtected = orNothing(ClaimValue.text(claims.get("ref_protected")));
        return mergeRequest
                ? check(isProtected.equals("true"), "ref_protected", "true", isProtected)
                : check(true, "job_project_id", "project_id", "nothing");
    }

    private static Check check(boolean isOurs, String claim, String expected, String received) {
        return Check.of(
                "fork", claim, expected, received, isOurs ? Optional.empty() : Optional.of(LoginRefused.fork()));
    }

    private static boolean is(Map<String, Object> claims, String name, String wanted) {
        return ClaimValue.text(claims.get(name)).filter(wanted::equals).isPresent();
    }

    private static String orNothing(Optional<String> value) {
        return value.orElse("nothing");
    }
}
