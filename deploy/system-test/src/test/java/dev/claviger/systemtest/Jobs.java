package dev.claviger.systemtest;

import dev.claviger.local.gitlab.GitLabSimulator;
import java.util.Map;
import java.util.UUID;

/** A project, and an identity whose jobs of one GitLab project may read it. */
record Jobs(String project, String identity) {
    static final String AUDIENCE = "https://claviger.example";

    static Jobs ofNewProject() {
        String project = RunningSuite.newProject();
        return new Jobs(
                project,
                identityOf(project, Map.of("project_id", "20", "ref_protected", "true"), "no-access", "viewer"));
    }

    /** Another identity of the project, for jobs with these claims. */
    String identityOf(Map<String, String> claims, String orgRole, String role) {
        return identityOf(project, claims, orgRole, role);
    }

    private static String identityOf(String project, Map<String, String> claims, String orgRole, String role) {
        Api admin = RunningSuite.admin();
        String identity = admin.post(
                        "/api/v1/identities",
                        Map.of(
                                "name",
                                "job-" + UUID.randomUUID(),
                                "organizationId",
                                RunningSuite.organization(),
                                "role",
                                orgRole))
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
                                "boundClaims", claims))
                .expect(200);
        var _ = admin.post(
                        "/api/v2/workspace/%s/identity-memberships/%s".formatted(project, identity),
                        Map.of("role", role))
                .expect(200);
        return identity;
    }

    /** A connection of the project to GitLab, with a token of a maintainer of the jobs' project there. */
    String connection() {
        GitLabSimulator gitlab = RunningSuite.suite().gitlab();
        return RunningSuite.admin()
                .post(
                        "/api/v1/app-connections/gitlab",
                        Map.of(
                                "name",
                                "gitlab-" + UUID.randomUUID().toString().substring(0, 8),
                                "method",
                                "access-token",
                                "projectId",
                                project,
                                "credentials",
                                Map.of(
                                        "instanceUrl",
                                        gitlab.url(),
                                        "accessToken",
                                        gitlab.api().projectToken(20, 40, "api"),
                                        "accessTokenType",
                                        "project")))
                .expect(200)
                .at("/appConnection/id")
                .asText();
    }

    void store(String key, String value) {
        RunningSuite.write(project, "dev", "/", key, value);
    }
}
