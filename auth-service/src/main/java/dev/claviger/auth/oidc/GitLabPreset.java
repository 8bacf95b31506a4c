package dev.claviger.auth.oidc;

import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.http.Validation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A choice of few words that becomes a safe configuration for the jobs of a GitLab project (gitlab.md 1.5): ids instead of paths, reviewed
 * code, no forks, and access tokens that end with their job.
 *
 * @param gitlabUrl of the instance, which is also the issuer unless {@code issuer} names another one
 * @param projectId or {@code projectIds}, or {@code namespaceId}: as GitLab's tokens name them, numbers
 * @param refProtected true unless told otherwise
 * @param environmentProtected true unless told otherwise, where an environment is named
 */
record GitLabPreset(
        @Nullable String gitlabUrl,
        @Nullable String issuer,
        @Nullable String caCert,
        @Nullable String audience,
        @Nullable Object projectId,
        @Nullable List<@Nullable Object> projectIds,
        @Nullable Object namespaceId,
        @Nullable Boolean refProtected,
        @Nullable String ref,
        @Nullable String refType,
        @Nullable String environment,
        @Nullable Boolean environmentProtected,
        @Nullable Boolean allowForkPipelines,
        @Nullable Long accessTokenTTL,
        @Nullable List<TrustedIps.Given> accessTokenTrustedIps) {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,18}");
    private static final long ONE_HOUR = 3600;
    private static final int MOST_IDS = 100;

    static final GitLabPreset EMPTY =
            new GitLabPreset(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    /** The configuration that the preset stands for. */
    OidcAuthRequest toRequest() {
        Validation input = new Validation();
        String url = withoutSlash(input.text("gitlabUrl", gitlabUrl));
        String from = withoutSlash(input.text("issuer", issuer, url));
        long ttl = accessTokenTTL == null ? ONE_HOUR : accessTokenTTL;
        OidcAuthRequest request = new OidcAuthRequest(
                from,
                caCert,
                from,
                literal(input, "audience", input.text("audience", audience)),
                claims(input),
                null,
                "",
                allowForkPipelines,
                true,
                accessTokenTrustedIps,
                ttl,
                ttl,
                null);
        input.done();
        return request;
    }

    private Map<String, @Nullable String> claims(Validation input) {
        Map<String, @Nullable String> claims = new TreeMap<>();
        String projects = ids(input, "projectId", Stream.concat(Stream.of(orBlank(projectId)), given(projectIds)));
        String namespace = ids(input, "namespaceId", Stream.of(orBlank(namespaceId)));
        input.check(
                projects.isEmpty() != namespace.isEmpty(),
                "projectId",
                "Give projectId or projectIds, or else namespaceId");
        put(claims, "project_id", projects);
        put(claims, "namespace_id", namespace);
        put(claims, "ref_protected", refProtected == null || refProtected ? "true" : "");
        put(claims, "ref", literal(input, "ref", input.text("ref", ref, "")));
        String type = input.text("refType", refType, "");
        input.check(type.isEmpty() || type.equals("branch") || type.equals("tag"), "refType", "Must be branch or tag");
        put(claims, "ref_type", type);
        String target = literal(input, "environment", input.text("environment", environment, ""));
        boolean guarded = !target.isEmpty() && (environmentProtected == null || environmentProtected);
        put(claims, "environment", target);
        put(claims, "environment_protected", guarded ? "true" : "");
        return claims;
    }

    private static void put(Map<String, @Nullable String> claims, String name, String value) {
        if (!value.isEmpty()) {
            claims.put(name, value);
        }
    }

    private static String ids(Validation input, String field, Stream<Object> given) {
        List<String> ids = given.map(String::valueOf)
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .toList();
        input.check(
                ids.stream().allMatch(id -> ID.matcher(id).matches()),
                field,
                "Must be the number that GitLab shows as the id, not a path");
        input.check(ids.size() <= MOST_IDS, field, "Must have at most " + MOST_IDS + " entries");
        return String.join(", ", ids);
    }

    private static Stream<Object> given(@Nullable List<@Nullable Object> ids) {
        return ids == null ? Stream.empty() : ids.stream().map(GitLabPreset::orBlank);
    }

    private static Object orBlank(@Nullable Object id) {
        return Objects.requireNonNullElse(id, "");
    }

    /** A comma would make two alternatives of one name. */
    private static String literal(Validation input, String field, String text) {
        input.check(text.indexOf(',') < 0, field, "Must be one name, without a comma");
        return text;
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
