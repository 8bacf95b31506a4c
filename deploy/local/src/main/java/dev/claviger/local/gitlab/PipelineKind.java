package dev.claviger.local.gitlab;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What an ID token is about. All kinds speak of the project {@code harbour/lighthouse} (id 20) and its branch
 * {@code main} unless they say otherwise.
 */
public enum PipelineKind {
    /** A push to the protected branch. */
    PROTECTED_BRANCH(claims -> claims),
    /** A push to a branch that anyone may push to. */
    UNPROTECTED_BRANCH(claims -> claims.branch("dim-the-lamp").unprotected()),
    /** A protected tag. */
    PROTECTED_TAG(claims -> claims.tag("v1.4.0")),
    /** A tag that has the name of the protected branch. */
    UNPROTECTED_TAG(claims -> claims.tag("main").unprotected()),
    /** A deployment to a protected environment. */
    PROTECTED_ENVIRONMENT(claims -> claims.environment("production", "true")),
    /** An environment of the same name that any job author can claim. */
    UNPROTECTED_ENVIRONMENT(
            claims -> claims.branch("dim-the-lamp").unprotected().environment("production", "false")),
    /** A merge request within the project. */
    MERGE_REQUEST(claims -> claims.branch("dim-the-lamp").unprotected().source("merge_request_event")),
    /** A fork's merge request, run in the parent project, GitLab 18.3 and later: the project claims name the fork. */
    FORK_MERGE_REQUEST(claims -> claims.project(Project.FORK)
            .branch("main")
            .unprotected()
            .source("merge_request_event")
            .put("user_access_level", "owner")),
    /** The same before GitLab 18.2.2: only the parent is named, with the branch name of the fork. */
    FORK_MERGE_REQUEST_OLD_STYLE(claims -> claims.branch("main")
            .unprotected()
            .source("merge_request_event")
            .put("user_access_level", null)
            .without(List.of("job_project_id", "job_project_path", "job_namespace_id", "job_namespace_path"))),
    /** A child pipeline: its configuration has no address. */
    CHILD_PIPELINE(claims ->
            claims.source("parent_pipeline").put("ci_config_ref_uri", null).put("ci_config_sha", null)),
    /** A scheduled pipeline. */
    SCHEDULE(claims -> claims.source("schedule")),
    /** A pipeline started with a trigger token. */
    TRIGGER(claims -> claims.source("trigger")),
    /** A job that a security policy put into the pipeline. */
    POLICY_JOB(claims -> claims.put("job_source", "pipeline_execution_policy")
            .put("job_config", Map.of("url", Claims.POLICY_URL, "sha", Claims.POLICY_COMMIT))),
    /** The protected branch of another project of the same group, {@code harbour/ferry} (id 21). */
    OTHER_PROJECT(claims -> claims.project(Project.FERRY).runningIn(Project.FERRY)),
    /** The project under a new path, with its old id. */
    RENAMED_PROJECT(claims -> claims.project(Project.RENAMED).runningIn(Project.RENAMED)),
    /** A new project under the old path, with another id. */
    RECLAIMED_PATH(claims -> claims.project(Project.RECLAIMED).runningIn(Project.RECLAIMED)),
    /** A {@code sub} that is led by the project id. */
    PROJECT_ID_SUBJECT(claims -> claims.put("sub", "project_id:20:ref_type:branch:ref:main")),
    /** Several audiences, the wanted one first. */
    ARRAY_AUDIENCE(Claims::alsoForSomeoneElse),
    /** The issuer is {@code <url>/id-tokens}, where discovery and keys are served as well. */
    CUSTOM_ISSUER(claims -> claims.issuerSuffix(GitLabSimulator.CUSTOM_ISSUER_PATH)),

    /** A person who signed in elsewhere with a GitLab account; same issuer, the other key, no job. */
    USER_SIGN_IN(Signature.OIDC_KEY, Claims::becomeUserSignIn),
    /** Ended an hour ago. */
    EXPIRED(claims -> claims.shift(Duration.ofHours(-2))),
    /** Begins in an hour. */
    NOT_YET_VALID(claims -> claims.shift(Duration.ofHours(1))),
    /** The issuer with a slash at the end. */
    ISSUER_WITH_SLASH(claims -> claims.issuerSuffix("/")),
    /** {@code alg} is {@code none}, no signature. */
    ALG_NONE(Signature.NONE, claims -> claims),
    /** HS256, with the published key as the shared secret. */
    HMAC_WITH_PUBLIC_KEY(Signature.HMAC_WITH_PUBLIC_KEY, claims -> claims),
    /** Signed by a key that is not published. */
    UNKNOWN_KEY(Signature.UNKNOWN_KEY, claims -> claims),
    /** Signed by a key that is not published, under the id of one that is. */
    FOREIGN_KEY(Signature.FOREIGN_KEY, claims -> claims);

    private final Signature signature;

    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    private final UnaryOperator<Claims> shape;

    PipelineKind(UnaryOperator<Claims> shape) {
        this(Signature.CI_KEY, shape);
    }

    PipelineKind(Signature signature, UnaryOperator<Claims> shape) {
        this.signature = signature;
        this.shape = shape;
    }

    /** Reads a name in any case, with dashes or underscores. */
    public static PipelineKind named(String name) {
        String constant = name.strip().replace('-', '_').toUpperCase(Locale.ROOT);
        return List.of(values()).stream()
                .filter(kind -> kind.name().equals(constant))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown kind, one of: " + allNames()));
    }

    Signature signature() {
        return signature;
    }

    Claims shape(Claims claims) {
        return shape.apply(claims);
    }

    private static String allNames() {
        return String.join(", ", List.of(values()).stream().map(Enum::name).toList())
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }
}
