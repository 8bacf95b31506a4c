package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A role that an organisation has made counts in every service, and stops counting with the same word. */
class OrganizationRoleTest {
    private static final String PROJECTS = "/api/v1/projects";
    private static final String LOGS = "/api/v1/organization/audit-logs?limit=1";
    private static final String CONNECTIONS = "/api/v1/app-connections";
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void everyService_goesByTheRulesOfTheRole_andByTheirChange() {
        String slug = "role-" + UUID.randomUUID();
        String role = RunningSuite.admin()
                .post(
                        "/api/v1/organization/roles",
                        role(
                                slug,
                                List.of(
                                        rule("workspace", "create"),
                                        rule("audit-logs", "read"),
                                        rule("app-connections", "read"))))
                .expect(200)
                .at("/role/id")
                .asText();
        Machine machine = Machine.withRole(slug);
        Api token = machine.login();

        await().atMost(SOON).untilAsserted(() -> assertThat(answers(token)).containsExactly(200, 200, 200));
        var _ = RunningSuite.admin()
                .patch("/api/v1/organization/roles/" + role, role(slug, List.of(rule("audit-logs", "read"))))
                .expect(200);

        await().atMost(SOON).untilAsserted(() -> assertThat(answers(token)).containsExactly(403, 200, 403));
        var _ = RunningSuite.admin()
                .patch("/api/v1/identities/" + machine.id(), Map.of("role", "no-access"))
                .expect(200);

        await().atMost(SOON).untilAsserted(() -> assertThat(answers(token)).containsExactly(403, 403, 403));
    }

    private static List<Integer> answers(Api token) {
        return List.of(
                token.post(PROJECTS, Map.of("projectName", "Of a role")).status(),
                token.get(LOGS).status(),
                token.get(CONNECTIONS).status());
    }

    private static Map<String, Object> rule(String subject, String action) {
        return Map.of("subject", subject, "action", List.of(action));
    }

    private static Map<String, Object> role(String slug, List<Map<String, Object>> rules) {
        return Map.of("slug", slug, "name", slug, "permissions", rules);
    }
}
