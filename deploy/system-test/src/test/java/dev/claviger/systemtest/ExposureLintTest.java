package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Both sides of a project: the bindings that auth-service has, the memberships that vault-service has, the settings that GitLab has. */
class ExposureLintTest {
    private static final long LIGHTHOUSE = 20;

    private final Jobs jobs = Jobs.ofNewProject();
    private final String gitlab = RunningSuite.suite().gitlab().url();

    @Test
    void wideBinding_isFound_andTheNarrowOneIsNot() {
        String connection = connection();
        assertThat(lint(connection).path("findings").findValuesAsText("code"))
                .noneMatch(code -> code.startsWith("identity-"));

        jobs.store("API_KEY", "value-1");
        RunningSuite.write(jobs.project(), "prod", "/", "PASSWORD", "value-2");
        Machine wide = Machine.in(jobs.project(), "viewer");
        Map<String, Object> binding = new LinkedHashMap<>(Map.of(
                "oidcDiscoveryUrl",
                gitlab,
                "boundIssuer",
                gitlab,
                "boundAudiences",
                Jobs.AUDIENCE,
                "boundClaims",
                Map.of("project_path", "harbour/*"),
                "allowForkPipelines",
                true));
        var _ = RunningSuite.admin()
                .post("/api/v1/auth/oidc-auth/identities/" + wide.id(), binding)
                .expect(200);

        JsonNode report = lint(connection);
        assertThat(report.path("worst").asText()).isEqualTo("critical");
        assertThat(report.path("findings").findValuesAsText("code"))
                .contains("identity-admits-forks", "identity-admits-all-branches", "identity-bound-by-path");
        assertThat(report.toString()).contains("\"gitlabProjectPath\":\"harbour/lighthouse\"");
        assertThat(report.path("findings").findValues("secrets").toString())
                .contains("dev / API_KEY", "prod / PASSWORD");
    }

    private JsonNode lint(String connection) {
        return RunningSuite.admin()
                .post(
                        "/api/x/exposure-lint",
                        Map.of(
                                "projectId", jobs.project(),
                                "connectionId", connection,
                                "gitlabProjectId", LIGHTHOUSE))
                .expect(200);
    }

    private String connection() {
        return RunningSuite.admin()
                .post(
                        "/api/v1/app-connections/gitlab",
                        Map.of(
                                "name",
                                "lint-" + UUID.randomUUID().toString().substring(0, 8),
                                "method",
                                "access-token",
                                "credentials",
                                Map.of(
                                        "instanceUrl",
                                        gitlab,
                                        "accessToken",
                                        RunningSuite.suite().gitlab().api().projectToken(LIGHTHOUSE, 40, "api"),
                                        "accessTokenType",
                                        "project")))
                .expect(200)
                .at("/appConnection/id")
                .asText();
    }
}
