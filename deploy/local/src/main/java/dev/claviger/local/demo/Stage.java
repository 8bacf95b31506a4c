package dev.claviger.local.demo;

import dev.claviger.local.client.ApiClient;
import dev.claviger.local.client.FirstUser;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the administrator prepares: a project with secrets, and an identity for the jobs of one GitLab project.
 *
 * @param admin a client with the administrator's token
 * @param secrets all that are stored
 */
record Stage(ApiClient admin, String projectId, String identityId, List<StoredSecret> secrets) {
    static final String ENVIRONMENT = "prod";
    static final String FOLDER = "/app";

    /** The id of the GitLab project whose jobs may log in. */
    private static final String GITLAB_PROJECT = "20";

    private static final int RANDOM_BYTES = 18;
    private static final SecureRandom RANDOM = new SecureRandom();

    Stage {
        secrets = List.copyOf(secrets);
    }

    /** Prepares everything on a new instance. */
    static Stage prepare(ApiClient nobody, FirstUser first, String gitlab, String audience) {
        ApiClient admin = nobody.with(first.token());
        String project = createProject(admin);
        List<StoredSecret> secrets = inventSecrets();
        createFolders(admin, project);
        secrets.forEach(secret -> store(admin, project, secret));
        importPlatform(admin, project);
        String identity = createIdentity(admin, first.organizationId());
        bindToGitLab(admin, identity, gitlab, audience);
        letIn(admin, project, identity);
        return new Stage(admin, project, identity, secrets);
    }

    /** What a job that reads {@link #FOLDER} of {@link #ENVIRONMENT} shall get, with the import. */
    List<StoredSecret> forTheJob() {
        return secrets.stream()
                .filter(secret -> secret.environment().equals(ENVIRONMENT))
                .filter(secret -> List.of(FOLDER, "/platform").contains(secret.path()))
                .toList();
    }

    private static List<StoredSecret> inventSecrets() {
        String password = random();
        String key = "-----BEGIN DEPLOY KEY-----\n%s\n%s\n-----END DEPLOY KEY-----".formatted(random(), random());
        return List.of(
                StoredSecret.plain("dev", "/", "LOG_LEVEL", "debug"),
                StoredSecret.plain("dev", FOLDER, "DATABASE_URL", "postgres://app:" + random() + "@localhost/lamp"),
                StoredSecret.plain(ENVIRONMENT, "/shared", "DB_PASSWORD", password),
                StoredSecret.plain(ENVIRONMENT, "/platform", "METRICS_TOKEN", random()),
                StoredSecret.plain(ENVIRONMENT, FOLDER, "DEPLOY_KEY", key),
                new StoredSecret(
                        ENVIRONMENT,
                        FOLDER,
                        "DATABASE_URL",
                        "postgres://app:${prod.shared.DB_PASSWORD}@db.harbour.example/lamp",
                        "postgres://app:" + password + "@db.harbour.example/lamp"));
    }

    private static String createProject(ApiClient admin) {
        return admin.post("/api/v1/projects", Map.of("projectName", "Lighthouse", "type", "secret-manager"))
                .orThrow()
                .path("project")
                .path("id")
                .asText();
    }

    private static void createFolders(ApiClient admin, String project) {
        Stream.of("dev:app", "prod:app", "prod:shared", "prod:platform").forEach(place -> {
            String environment = place.substring(0, place.indexOf(':'));
            String name = place.substring(place.indexOf(':') + 1);
            var _ = admin.post(
                            "/api/v1/folders",
                            Map.of("workspaceId", project, "environment", environment, "name", name, "path", "/"))
                    .orThrow();
        });
    }

    private static void store(ApiClient admin, String project, StoredSecret secret) {
        var _ = admin.post(
                        "/api/v4/secrets/" + secret.key(),
                        Map.of(
                                "projectId", project,
                                "environment", secret.environment(),
                                "secretPath", secret.path(),
                                "secretValue", secret.value()))
                .orThrow();
    }

    private static void importPlatform(ApiClient admin, String project) {
        var _ = admin.post(
                        "/api/v1/secret-imports",
                        Map.of(
                                "workspaceId", project,
                                "environment", ENVIRONMENT,
                                "path", FOLDER,
                                "import", Map.of("environment", ENVIRONMENT, "path", "/platform")))
                .orThrow();
    }

    private static String createIdentity(ApiClient admin, String organization) {
        return admin.post(
                        "/api/v1/identities",
                        Map.of("name", "lighthouse-deploy", "organizationId", organization, "role", "no-access"))
                .orThrow()
                .path("identity")
                .path("id")
                .asText();
    }

    private static void bindToGitLab(ApiClient admin, String identity, String gitlab, String audience) {
        var _ = admin.post(
                        "/api/v1/auth/oidc-auth/identities/" + identity,
                        Map.of(
                                "oidcDiscoveryUrl", gitlab,
                                "boundIssuer", gitlab,
                                "boundAudiences", audience,
                                "boundClaims", Map.of("project_id", GITLAB_PROJECT, "ref_protected", "true")))
                .orThrow();
    }

    private static void letIn(ApiClient admin, String project, String identity) {
        var _ = admin.post(
                        "/api/v2/workspace/%s/identity-memberships/%s".formatted(project, identity),
                        Map.of("role", "viewer"))
                .orThrow();
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
