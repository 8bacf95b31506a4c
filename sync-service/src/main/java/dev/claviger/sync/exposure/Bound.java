package dev.claviger.sync.exposure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A machine identity of our project that jobs of GitLab log in to, and what its binding asks of them.
 *
 * @param roles in our project
 * @param claims name to list of texts or patterns, divided by commas
 * @param reached what it may read; null where that was not told
 */
record Bound(
        String id,
        String name,
        List<String> roles,
        String issuer,
        String subject,
        Map<String, String> claims,
        boolean allowsForks,
        @Nullable Reached reached) {
    private static final Set<String> OF_PLACE = Set.of(
            "project_id", "job_project_id", "namespace_id", "project_path", "namespace_path", "job_project_path");

    Bound {
        roles = List.copyOf(roles);
        claims = new TreeMap<>(claims);
    }

    /**
     * What an identity may read.
     *
     * @param secrets as people read them: environment, folder and key
     * @param isWhole whether no others can be hidden
     */
    record Reached(List<String> secrets, boolean isWhole) {
        Reached {
            secrets = List.copyOf(secrets);
        }
    }

    Bound with(Optional<Reached> told) {
        return new Bound(id, name, roles, issuer, subject, claims, allowsForks, told.orElse(null));
    }

    /** Whether the instance is the one whose jobs it admits, and nothing says that those of this project are not meant. */
    boolean mayAdmit(String instance, long projectId, String path) {
        return issuer.equals(instance)
                && fits("project_id", Long.toString(projectId))
                && fits("project_path", path)
                && (subject.isEmpty() || subject.contains("*") || subject.contains("project_path:" + path + ":"));
    }

    private boolean fits(String claim, String value) {
        String wanted = claims.getOrDefault(claim, "");
        return wanted.isEmpty() || wanted.contains("*") || values(wanted).anyMatch(value::equals);
    }

    private static Stream<String> values(String list) {
        return Stream.of(list.split(",", -1)).map(String::strip);
    }

    boolean namesNoPlace() {
        return subject.isEmpty() && OF_PLACE.stream().noneMatch(claims::containsKey);
    }

    boolean isByPathAlone() {
        boolean byNumber =
                Stream.of("project_id", "job_project_id", "namespace_id").anyMatch(claims::containsKey);
        return !byNumber && !namesNoPlace();
    }

    /** Nothing but a protected ref, or a protected environment, keeps out what nobody has reviewed. */
    boolean asksForReview() {
        return "true".equals(claims.get("ref_protected")) || "true".equals(claims.get("environment_protected"));
    }

    boolean trustsEnvironmentName() {
        return claims.containsKey("environment") && !"true".equals(claims.get("environment_protected"));
    }

    /** As people read it: the secrets, or where they were not told, the roles. */
    List<String> reach() {
        return reached == null
                ? List.of("what the roles %s may read".formatted(String.join(", ", roles)))
                : reached.secrets();
    }
}
