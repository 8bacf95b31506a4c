package dev.claviger.auth.claim;

import static java.util.Map.entry;

import dev.claviger.kernel.caller.Provenance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a verified token tells about the job that logs in (gitlab.md 1.3), and all it tells, for the record. */
public final class JobFacts {
    private static final Map<String, String> NAMES = Map.ofEntries(
            entry("iss", "issuer"),
            entry("sub", "subject"),
            entry("project_id", "projectId"),
            entry("project_path", "projectPath"),
            entry("job_project_id", "jobProjectId"),
            entry("job_project_path", "jobProjectPath"),
            entry("namespace_id", "namespaceId"),
            entry("namespace_path", "namespacePath"),
            entry("job_namespace_id", "jobNamespaceId"),
            entry("pipeline_id", "pipelineId"),
            entry("pipeline_source", "pipelineSource"),
            entry("job_id", "jobId"),
            entry("ref", "ref"),
            entry("ref_type", "refType"),
            entry("ref_path", "refPath"),
            entry("ref_protected", "refProtected"),
            entry("environment", "environment"),
            entry("environment_protected", "environmentProtected"),
            entry("deployment_tier", "deploymentTier"),
            entry("sha", "sha"),
            entry("runner_id", "runnerId"),
            entry("runner_environment", "runnerEnvironment"),
            entry("user_id", "userId"),
            entry("user_login", "userLogin"));

    private JobFacts() {}

    /** The facts that every later event of the job carries. */
    public static Provenance of(Map<String, Object> claims) {
        Map<String, String> facts = new HashMap<>();
        NAMES.forEach((claim, fact) -> ClaimValue.text(claims.get(claim))
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> facts.put(fact, text)));
        return new Provenance(facts);
    }

    /** All claims, without those that are null. */
    public static Map<String, Object> received(Map<String, Object> claims) {
        Map<String, Object> all = new HashMap<>();
        claims.forEach((name, value) -> put(all, name, value));
        return all;
    }

    private static void put(Map<String, Object> all, String name, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case Map<?, ?> map -> {
                Map<String, Object> inner = new HashMap<>();
                map.forEach((key, nested) -> put(inner, String.valueOf(key), nested));
                all.put(name, inner);
            }
            case List<?> list ->
                all.put(
                        name,
                        list.stream()
                                .filter(element -> element != null)
                                .map(ClaimValue::shown)
                                .toList());
            default -> all.put(name, value);
        }
    }
}
