package dev.claviger.local.gitlab;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The claims of one ID token while it is made; every step returns new ones. Types are GitLab's: flags and ids are text,
 * {@code runner_id} and the times are numbers.
 */
record Claims(String issuer, Instant issuedAt, Map<String, @Nullable Object> values) {

    static final String POLICY_COMMIT = "5f0c1d8e3a7b49c2d6e1f4a8b7c3d2e1f0a9b8c7";
    static final String POLICY_URL = "https://gitlab.example/harbour/policies/-/blob/main/.gitlab/policy.yml";

    private static final String COMMIT = "9b1f3c5d7e2a4b6c8d0e1f2a3b4c5d6e7f8091a2";
    private static final Duration JOB_TIMEOUT = Duration.ofHours(1);
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

    Claims {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Starts with a push to the protected branch {@code main} of {@link Project#LIGHTHOUSE}. */
    static Claims ofPush(String issuer, String audience, UUID tokenId, Run run, Instant now) {
        return new Claims(issuer, now, Map.of())
                .put("iss", issuer)
                .put("aud", audience)
                .put("jti", tokenId.toString())
                .project(Project.LIGHTHOUSE)
                .runningIn(Project.LIGHTHOUSE)
                .put("user_id", "7")
                .put("user_login", "nils")
                .put("user_email", "nils@harbour.example")
                .put("user_access_level", "maintainer")
                .put("pipeline_id", run.pipelineId())
                .put("job_id", run.jobId())
                .source("push")
                .branch("main")
                .put("ref_protected", "true")
                .put("runner_id", 3)
                .put("runner_environment", "self-hosted")
                .put("sha", COMMIT)
                .put("project_visibility", "private");
    }

    /** The numbers of a pipeline and of one job in it. */
    record Run(String pipelineId, String jobId) {}

    Claims put(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Claims(issuer, issuedAt, more);
    }

    Claims without(Collection<String> names) {
        Map<String, @Nullable Object> less = new LinkedHashMap<>(values);
        less.keySet().removeAll(names);
        return new Claims(issuer, issuedAt, less);
    }

    /** Sets the project that the token speaks for; in a fork's merge request that is the fork. */
    Claims project(Project project) {
        return put("namespace_id", project.namespaceId())
                .put("namespace_path", project.namespacePath())
                .put("project_id", project.id())
                .put("project_path", project.path());
    }

    /** Sets the project that the job runs in. */
    Claims runningIn(Project project) {
        return put("job_namespace_id", project.namespaceId())
                .put("job_namespace_path", project.namespacePath())
                .put("job_project_id", project.id())
                .put("job_project_path", project.path());
    }

    Claims branch(String name) {
        return put("ref_type", "branch").put("ref", name);
    }

    Claims tag(String name) {
        return put("ref_type", "tag").put("ref", name);
    }

    Claims unprotected() {
        return put("ref_protected", "false");
    }

    Claims source(String source) {
        return put("pipeline_source", source).put("job_source", source);
    }

    Claims environment(String name, String isProtected) {
        return put("environment", name)
                .put("environment_protected", isProtected)
                .put("deployment_tier", "production")
                .put("environment_action", "start");
    }

    Claims issuerSuffix(String suffix) {
        return put("iss", issuer + suffix);
    }

    Claims shift(Duration by) {
        return new Claims(issuer, issuedAt.plus(by), values);
    }

    Claims alsoForSomeoneElse() {
        return put("aud", List.of(text("aud"), "https://elsewhere.example"));
    }

    /** Forgets the job and becomes the token of a person who signs in to some application. */
    Claims becomeUserSignIn() {
        return new Claims(issuer, issuedAt, Map.of())
                .put("iss", issuer)
                .put("aud", values.get("aud"))
                .put("sub", "7")
                .put("auth_time", issuedAt.getEpochSecond())
                .put("name", "Nils")
                .put("nickname", "nils")
                .put("preferred_username", "nils")
                .put("email", "nils@harbour.example")
                .put("email_verified", true)
                .put("groups_direct", List.of("harbour"))
                .put("iat", issuedAt.getEpochSecond())
                .put("exp", issuedAt.plusSeconds(120).getEpochSecond());
    }

    /**
     * Lays the caller's wishes over the claims (null takes a claim away), then adds what follows from the others:
     * times, {@code sub}, {@code ref_path} and the address of the configuration.
     */
    Map<String, @Nullable Object> finish(Map<String, ? extends @Nullable Object> overrides) {
        Claims wished = this;
        for (var override : overrides.entrySet()) {
            wished = wished.put(override.getKey(), override.getValue());
        }
        Claims whole = values.containsKey("job_id") ? wished.withWhatFollows() : wished;
        return whole.without(overrides.keySet().stream()
                        .filter(name -> overrides.get(name) == null)
                        .toList())
                .values();
    }

    private Claims withWhatFollows() {
        return derive("iat", issuedAt.getEpochSecond())
                .derive("nbf", issuedAt.minus(CLOCK_TOLERANCE).getEpochSecond())
                .derive("exp", issuedAt.plus(JOB_TIMEOUT).getEpochSecond())
                .derive(
                        "sub",
                        "project_path:%s:ref_type:%s:ref:%s"
                                .formatted(text("project_path"), text("ref_type"), text("ref")))
                .derive("ref_path", refPath())
                .derive("ci_config_ref_uri", configAddress())
                .derive("ci_config_sha", text("sha"));
    }

    private String refPath() {
        return "refs/%s/%s".formatted("tag".equals(text("ref_type")) ? "tags" : "heads", text("ref"));
    }

    private String configAddress() {
        String project = values.containsKey("job_project_path") ? text("job_project_path") : text("project_path");
        return "%s/%s//.gitlab-ci.yml@%s".formatted(URI.create(issuer).getAuthority(), project, refPath());
    }

    /** Adds a claim unless it is there; a claim that was set to JSON null stays null. */
    private Claims derive(String name, Object value) {
        return values.containsKey(name) ? this : put(name, value);
    }

    private String text(String name) {
        return String.valueOf(values.get(name));
    }
}
