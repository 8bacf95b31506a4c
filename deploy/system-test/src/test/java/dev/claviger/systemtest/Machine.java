package dev.claviger.systemtest;

import java.util.Map;
import java.util.UUID;

/** A machine identity with universal auth and a role in one project. */
record Machine(String id, String clientId, String clientSecret) {

    static Machine in(String project, String role) {
        Machine machine = withRole("no-access");
        var _ = RunningSuite.admin()
                .post(
                        "/api/v2/workspace/%s/identity-memberships/%s".formatted(project, machine.id),
                        Map.of("role", role))
                .expect(200);
        return machine;
    }

    /** A role in the organisation only. */
    static Machine withRole(String role) {
        Api admin = RunningSuite.admin();
        String id = admin.post(
                        "/api/v1/identities",
                        Map.of(
                                "name",
                                "machine-" + UUID.randomUUID(),
                                "organizationId",
                                RunningSuite.organization(),
                                "role",
                                role))
                .expect(200)
                .at("/identity/id")
                .asText();
        String universal = "/api/v1/auth/universal-auth/identities/" + id;
        String clientId = admin.post(universal, Map.of())
                .expect(200)
                .at("/identityUniversalAuth/clientId")
                .asText();
        String clientSecret = admin.post(universal + "/client-secrets", Map.of())
                .expect(200)
                .path("clientSecret")
                .asText();
        return new Machine(id, clientId, clientSecret);
    }

    Api login() {
        return RunningSuite.nobody()
                .as(Clients.login(RunningSuite.nobody()
                        .post(
                                "/api/v1/auth/universal-auth/login",
                                Map.of("clientId", clientId, "clientSecret", clientSecret))));
    }

    /** Lets pods log in as it. */
    void bindTo(TokenReviews cluster) {
        var _ = RunningSuite.admin()
                .post(
                        "/api/v1/auth/kubernetes-auth/identities/" + id,
                        Map.of(
                                "kubernetesHost",
                                cluster.url(),
                                "allowedNamespaces",
                                "shop",
                                "allowedNames",
                                "shop",
                                "allowedAudience",
                                TokenReviews.AUDIENCE))
                .expect(200);
    }
}
