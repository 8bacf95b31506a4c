package dev.claviger.auth.oidc;

import static dev.claviger.local.gitlab.PipelineKind.PROTECTED_BRANCH;
import static dev.claviger.testkit.JsonAt.at;
import static java.util.Map.entry;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.local.gitlab.GitLabSimulator;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of http-api.md A.5, and the rules of 3.3 that it leaves out. */
@AuthServiceTest
class ClaimVectorsTest {
    private static final String SUBJECT = "project_path:grp/app:ref_type:branch:ref:main";
    private static final String DEEPER = "project_path:grp/sub/app:ref_type:branch:ref:main";
    private static final String ONE_LEVEL = "project_path:grp/*:ref_type:branch:ref:*";
    private static final GitLabSimulator GITLAB = GitLabSimulator.start(TestClock.clock());

    @AfterAll
    static void stop() {
        GITLAB.close();
    }

    @ParameterizedTest
    @MethodSource
    void T7_boundSubject(String bound, String subject, int status) {
        Response answer = logIn(Map.of("boundSubject", bound), Map.of("sub", subject));

        answer.then().statusCode(status);
    }

    static Stream<Arguments> T7_boundSubject() {
        return Stream.of(
                arguments(SUBJECT, SUBJECT, 200),
                arguments(ONE_LEVEL, SUBJECT, 200),
                arguments(ONE_LEVEL, DEEPER, 403),
                arguments(ONE_LEVEL, "project_path:grp/app:ref_type:branch:ref:feature/x", 403),
                arguments("project_path:grp/**", DEEPER, 200),
                arguments("project_path:grp/**:ref_type:branch:ref:*", DEEPER, 403),
                arguments(SUBJECT, SUBJECT + "x", 403),
                arguments(SUBJECT, SUBJECT.toUpperCase(java.util.Locale.ROOT), 403),
                arguments(SUBJECT, " " + SUBJECT, 403),
                arguments("project_path:{grp,other}/app*", "project_path:other/app", 200));
    }

    @ParameterizedTest
    @MethodSource
    void T7_boundAudiences(String bound, Object audience, int status) {
        Response answer = logIn(Map.of("boundAudiences", bound), Map.of("aud", audience));

        answer.then().statusCode(status);
    }

    static Stream<Arguments> T7_boundAudiences() {
        return Stream.of(
                arguments("https://a, https://b", List.of("https://b"), 200),
                arguments("https://a, https://b", "https://b", 200),
                arguments("https://a,https://b", "https://a", 200),
                arguments("https://a, https://b", "https://c", 401),
                arguments("https://a, https://b", List.of("https://c", "https://d"), 401),
                arguments("https://a, https://b", List.of(), 401),
                arguments("https://a, https://b", List.of(List.of("https://a")), 401),
                arguments("https://a", "https://a, https://b", 401),
                arguments("https://*", "https://a", 200),
                arguments("https://*", "https://a/b", 401),
                arguments("", "anything", 200),
                arguments(" , ", "anything", 200));
    }

    @ParameterizedTest
    @MethodSource
    void T7_boundClaims(Map<String, String> bound, Map<String, Object> claims, int status) {
        Response answer = logIn(Map.of("boundClaims", bound), claims);

        answer.then().statusCode(status);
    }

    static Stream<Arguments> T7_boundClaims() {
        return Stream.of(
                claims("ref_protected", "true", "true", 200),
                claims("ref_protected", "true", true, 200),
                claims("ref_protected", "false", false, 401),
                claims("ref_protected", "false", "false", 200),
                claims("namespace_path", "grp, other", "other", 200),
                claims("namespace_path", "grp, other", "third", 401),
                claims("groups", "admins", List.of("dev", "admins"), 200),
                claims("groups", "admins", List.of("dev"), 401),
                claims("groups", "admins", List.of(), 401),
                claims("groups", "admins", List.of(List.of("admins")), 401),
                claims("user.name", "x*", Map.of(), 401),
                arguments(Map.of("user.name", "x*"), Map.of("user", Map.of("name", "xyz")), 200),
                arguments(Map.of("user.name", "x*"), Map.of("user.name", "xyz"), 401),
                claims("runner_id", "42", 42, 200),
                claims("runner_id", "42", 43, 401),
                claims("runner_id", "42abc", 42, 401),
                claims("runner_id", "0", 0, 401),
                claims("runner_id", "4*", 42, 401),
                claims("name", "*", "", 401),
                claims("name", "!forbidden", "other", 200),
                claims("name", "!forbidden", "forbidden", 401),
                arguments(Map.of("missing", "!forbidden"), Map.of(), 401),
                arguments(Map.of("a", "1", "b", "2"), Map.of("a", "1", "b", "3"), 401),
                arguments(Map.of("a", "1", "b", "2"), Map.of("a", "1", "b", "2"), 200),
                claims("object", "*", Map.of("a", "b"), 401));
    }

    /** T3: what a claim says is never a pattern. */
    @ParameterizedTest
    @MethodSource
    void T3_claimsAreNotPatterns(String claim) {
        Response answer =
                logIn(Map.of("boundClaims", Map.of("environment", "production")), Map.of("environment", claim));

        answer.then().statusCode(401).body(at("message", equalTo("Access denied: OIDC claim not allowed.")));
    }

    static Stream<String> T3_claimsAreNotPatterns() {
        return Stream.of("*", "**", "production,staging", "{production,x}", "!x", "prod?ction", "${environment}");
    }

    private static Arguments claims(String name, String bound, Object value, int status) {
        return arguments(Map.of(name, bound), Map.of(name, value), status);
    }

    private static Response logIn(Map<String, ?> settings, Map<String, Object> claims) {
        Org org = Org.shared();
        String identity = org.identity();
        Map<String, @Nullable Object> all = new HashMap<>(Map.ofEntries(entry("boundAudiences", "")));
        all.putAll(settings);
        if (settings.containsKey("boundSubject")) {
            all.put("boundClaims", null);
        }
        org.oidc(identity, GITLAB.url(), all).then().statusCode(200);
        return Org.logInWithIdToken(
                identity, GITLAB.idTokens().issue(PROTECTED_BRANCH, "https://claviger.example", claims));
    }
}
