package dev.claviger.systemtest;

import java.util.Map;
import java.util.UUID;

/** A project, and an identity whose jobs of one GitLab project may read it. */
record Jobs(String project, String identity) {
    static final String AUDIENCE = "https://claviger.example";

    static Jobs ofNewProject() {
        String project = RunningSuite.newProject();
        Api admin = RunningSuite.admin();
        String identity = admin.post(
                        "/api/v1/identities",
                        Map.of(
                                "name",
                                "job-" + UUID.randomUUID(),
                                "organizationId",
                                RunningSuite.organization(),
                                "role",
                                "no-access"))
                .expect(200)
                .path("identity")
                .path("id")
                .asText();
        String gitlab = RunningSuite.suite().gitlab().url();
        var _ = admin.post(
                        "/api/v1/auth/oidc-auth/identities/" + identity,
                        Map.of(
                                "oidcDiscoveryUrl", gitlab,
                                "boundIssuer", gitlab,
                                "boundAudiences", AUDIENCE,
                                "boundClaims", Map.of("project_id", "20", "ref_protected", "true")))
                .expect(200);
        var _ = admin.post(
                        "/api/v2/workspace/%s/identity-memberships/%s".formatted(project, identity),
                        Map.of("role", "viewer"))
                .expect(200);
        return new Jobs(project, identity);
    }

    void store(String key, String value) {
        RunningSuite.write(project, "dev", "/", key, value);
    }
}
