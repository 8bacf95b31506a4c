package dev.claviger.systemtest;

import static dev.claviger.systemtest.Clients.query;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What {@code deploy/terraform/main.tf} makes the Infisical provider ask: apply, a refresh that must find what was applied (an empty
 * plan), a change, and destroy in the reverse order. Bodies are those of the provider, with its empty and repeated fields.
 */
class TerraformContractTest {
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private final Api terraform = Machine.withRole("admin").login();
    private final String name = "tf-" + UUID.randomUUID().toString().substring(0, 8);
    private final List<Resource> state = new ArrayList<>();
    private String project = "";

    /** One that was applied: how it is refreshed, what the refresh must say, and how it is destroyed. */
    private record Resource(String read, Map<String, String> planned, String destroy, Object body) {}

    @Test
    void plan_isEmptyAfterApply_andNothingIsLeftAfterDestroy() {
        applyProject();
        String environment = applyEnvironment();
        applyFolder();
        String secret = applySecret();
        String identity = applyIdentity();
        applyOidc(identity);
        String role = applyRole();
        applyMembership(identity, role);
        applyProjectIdentity();
        applySync(applyConnection());
        assertThat(state).hasSize(11);

        refresh();
        refresh();
        change(secret, environment);
        refresh();
        readWithoutState();
        destroy();
    }

    private void applyProject() {
        JsonNode made = Clients.json(
                        terraform.post(
                                "/api/v2/workspace",
                                Map.of(
                                        "projectName",
                                        name,
                                        "slug",
                                        name,
                                        "organizationSlug",
                                        "",
                                        "type",
                                        "secret-manager",
                                        "shouldCreateDefaultEnvs",
                                        true,
                                        "hasDeleteProtection",
                                        false)),
                        200)
                .path("project");
        Clients.assertTexts(made, "id", "name", "slug", "orgId", "createdAt", "updatedAt");
        project = made.path("id").asText();
        state.add(new Resource(
                "/api/v1/workspace/" + project,
                Map.of(
                        "/workspace/id", project,
                        "/workspace/name", name,
                        "/workspace/slug", name,
                        "/workspace/type", "secret-manager",
                        "/workspace/hasDeleteProtection", "false"),
                "/api/v2/workspace/" + name,
                Map.of()));
    }

    private String applyEnvironment() {
        String id = Clients.json(
                        terraform.post(
                                "/api/v1/workspace/" + project + "/environments",
                                Map.of("name", "Canary", "slug", "canary", "workspaceId", project)),
                        200)
                .at("/environment/id")
                .asText();
        state.add(new Resource(
                "/api/v1/workspace/environments/" + id,
                Map.of(
                        "/environment/id", id,
                        "/environment/name", "Canary",
                        "/environment/slug", "canary",
                        "/environment/position", "4",
                        "/environment/projectId", project),
                "/api/v1/workspace/%s/environments/%s".formatted(project, id),
                Map.of("id", id, "workspaceId", project)));
        return id;
    }

    private void applyFolder() {
        String id = Clients.json(
                        terraform.post(
                                "/api/v1/folders",
                                Map.of(
                                        "name", "database",
                                        "environment", "canary",
                                        "workspaceId", project,
                                        "path", "/",
                                        "description", "")),
                        200)
                .at("/folder/id")
                .asText();
        state.add(new Resource(
                "/api/v1/folders/" + id,
                Map.of(
                        "/folder/id", id,
                        "/folder/name", "database",
                        "/folder/path", "/database",
                        "/folder/projectId", project,
                        "/folder/environment/envSlug", "canary"),
                "/api/v2/folders/" + id,
                Map.of("id", id, "environment", "canary", "projectId", project, "path", "/", "forceDelete", false)));
    }

    private String applySecret() {
        JsonNode made = Clients.secret(Clients.json(
                        terraform.post(
                                "/api/v3/secrets/raw/PASSWORD",
                                secretBody("first", Map.of("secretKey", "PASSWORD", "secretComment", ""))),
                        200)
                .path("secret"));
        String id = made.path("id").asText();
        state.add(new Resource(
                "/api/v3/secrets/raw/id/" + id,
                Map.of(
                        "/secret/id", id,
                        "/secret/secretKey", "PASSWORD",
                        "/secret/secretValue", "first",
                        "/secret/secretPath", "/database",
                        "/secret/environment", "canary",
                        "/secret/workspace", project,
                        "/secret/type", "shared"),
                "/api/v3/secrets/raw/PASSWORD",
                Map.of(
                        "secretName", "PASSWORD",
                        "workspaceId", project,
                        "environment", "canary",
                        "type", "shared",
                        "secretPath", "/database")));
        return id;
    }

    private Map<String, Object> secretBody(String value, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "workspaceId",
                project,
                "type",
                "shared",
                "environment",
                "canary",
                "secretValue",
                value,
                "secretPath",
                "/database",
                "secretReminderNote",
                "",
                "secretReminderRepeatDays",
                0,
                "tagIds",
                List.of()));
        body.putAll(more);
        return body;
    }

    private String applyIdentity() {
        String id = Clients.json(
                        terraform.post(
                                "/api/v1/identities",
                                Map.of(
                                        "name",
                                        name,
                                        "hasDeleteProtection",
                                        false,
                                        "organizationId",
                                        RunningSuite.organization(),
                                        "role",
                                        "no-access")),
                        200)
                .at("/identity/id")
                .asText();
        state.add(new Resource(
                "/api/v1/identities/" + id,
                Map.of(
                        "/identity/identity/id",
                        id,
                        "/identity/identity/name",
                        name,
                        "/identity/identity/hasDeleteProtection",
                        "false",
                        "/identity/role",
                        "no-access",
                        "/identity/orgId",
                        RunningSuite.organization()),
                "/api/v1/identities/" + id,
                Map.of("identityId", id)));
        return id;
    }

    private void applyOidc(String identity) {
        String gitlab = RunningSuite.suite().gitlab().url();
        Map<String, Object> body = new HashMap<>(Map.of(
                "identityId",
                identity,
                "oidcDiscoveryUrl",
                gitlab,
                "caCert",
                "",
                "boundIssuer",
                gitlab,
                "boundAudiences",
                "https://claviger.example.com",
                "boundClaims",
                Map.of("project_id", "20", "ref_protected", "true"),
                "claimMetadataMapping",
                Map.of(),
                "boundSubject",
                "",
                "accessTokenTrustedIps",
                List.of(Map.of("ipAddress", "0.0.0.0/0"), Map.of("ipAddress", "::/0"))));
        body.putAll(Map.of("accessTokenTTL", 3600, "accessTokenMaxTTL", 3600));
        String route = "/api/v1/auth/oidc-auth/identities/" + identity;
        JsonNode made = Clients.json(terraform.post(route, body), 200).path("identityOidcAuth");
        assertThat(made.path("accessTokenTrustedIps"))
                .hasSize(2)
                .allSatisfy(ip -> Clients.assertTexts(ip, "ipAddress", "type"));
        state.add(new Resource(
                route,
                Map.of(
                        "/identityOidcAuth/id", made.path("id").asText(),
                        "/identityOidcAuth/oidcDiscoveryUrl", gitlab,
                        "/identityOidcAuth/boundIssuer", gitlab,
                        "/identityOidcAuth/boundAudiences", "https://claviger.example.com",
                        "/identityOidcAuth/boundClaims/project_id", "20",
                        "/identityOidcAuth/boundClaims/ref_protected", "true",
                        "/identityOidcAuth/accessTokenTTL", "3600",
                        "/identityOidcAuth/accessTokenMaxTTL", "3600",
                        "/identityOidcAuth/caCert", ""),
                route,
                Map.of("identityId", identity)));
    }

    /** Its body repeats the id of the project under a name that nobody knows. */
    private String applyRole() {
        String roles = "/api/v2/workspace/" + project + "/roles";
        Map<String, Object> permission = Map.of(
                "subject", "secrets",
                "action", List.of("describeSecret", "readValue"),
                "conditions", Map.of("environment", Map.of("$eq", "canary")));
        JsonNode made = Clients.json(
                        terraform.post(
                                roles,
                                Map.of(
                                        "ProjectId", project,
                                        "slug", "reads-canary",
                                        "name", "Reads canary",
                                        "description", "Reads secrets of the environment canary",
                                        "permissions", List.of(permission))),
                        200)
                .path("role");
        state.add(new Resource(
                roles + "/slug/reads-canary",
                Map.of(
                        "/role/id", made.path("id").asText(),
                        "/role/slug", "reads-canary",
                        "/role/name", "Reads canary",
                        "/role/description", "Reads secrets of the environment canary",
                        "/role/permissions/0/subject", "secrets",
                        "/role/permissions/0/action/0", "describeSecret",
                        "/role/permissions/0/action/1", "readValue",
                        "/role/permissions/0/conditions/environment/$eq", "canary"),
                roles + "/" + made.path("id").asText(),
                Map.of()));
        return made.path("slug").asText();
    }

    private void applyMembership(String identity, String role) {
        String route = "/api/v2/workspace/%s/identity-memberships/%s".formatted(project, identity);
        var _ = Clients.json(
                terraform.post(
                        route,
                        Map.of(
                                "projectId", project,
                                "identityId", identity,
                                "roles",
                                        List.of(Map.of(
                                                "role",
                                                role,
                                                "isTemporary",
                                                false,
                                                "temporaryMode",
                                                "",
                                                "temporaryRange",
                                                "",
                                                "temporaryAccessStartTime",
                                                NEVER)))),
                200);
        state.add(new Resource(
                route,
                Map.of(
                        "/identityMembership/identityId", identity,
                        "/identityMembership/identity/name", name,
                        "/identityMembership/roles/0/customRoleSlug", role,
                        "/identityMembership/roles/0/isTemporary", "false",
                        "/identityMembership/project/id", project),
                route,
                Map.of("projectId", project, "identityId", identity)));
    }

    /** One of the project's own; its membership is made with it, so the provider only sets the roles. */
    private void applyProjectIdentity() {
        String identities = "/api/v1/projects/%s/identities".formatted(project);
        String id = Clients.json(
                        terraform.post(
                                identities,
                                Map.of("name", name + "-own", "hasDeleteProtection", false, "metadata", List.of())),
                        200)
                .at("/identity/id")
                .asText();
        state.add(new Resource(
                identities + "/" + id,
                Map.of(
                        "/identity/id",
                        id,
                        "/identity/name",
                        name + "-own",
                        "/identity/projectId",
                        project,
                        "/identity/hasDeleteProtection",
                        "false"),
                identities + "/" + id,
                Map.of()));
        String membership = "/api/v1/projects/%s/memberships/identities/%s".formatted(project, id);
        assertThat(Clients.json(terraform.get(membership), 200)
                        .at("/identityMembership/roles/0/role")
                        .asText())
                .isEqualTo("no-access");
        var _ = Clients.json(
                terraform.patch(membership, Map.of("roles", List.of(Map.of("role", "viewer", "isTemporary", false)))),
                200);
        assertThat(Clients.json(terraform.get(membership), 200)
                        .at("/identityMembership/roles/0/role")
                        .asText())
                .isEqualTo("viewer");
    }

    private String applyConnection() {
        long place = 1_000_000 + (System.nanoTime() & 0xFFFFFF);
        var gitlab = RunningSuite.suite().gitlab().api();
        gitlab.addProject(place, "harbour/tf" + place);
        JsonNode made = Clients.json(
                        terraform.post(
                                "/api/v1/app-connections/gitlab",
                                Map.of(
                                        "App",
                                        "gitlab",
                                        "method",
                                        "access-token",
                                        "name",
                                        name,
                                        "credentials",
                                        Map.of(
                                                "instanceUrl",
                                                        RunningSuite.suite()
                                                                .gitlab()
                                                                .url(),
                                                "accessToken", gitlab.projectToken(place, 40, "api"),
                                                "accessTokenType", "project"))),
                        200)
                .path("appConnection");
        String route = "/api/v1/app-connections/gitlab/" + made.path("id").asText();
        state.add(new Resource(
                route,
                Map.of(
                        "/appConnection/name",
                        name,
                        "/appConnection/method",
                        "access-token",
                        "/appConnection/app",
                        "gitlab",
                        "/appConnection/credentialsHash",
                        made.path("credentialsHash").asText()),
                route,
                Map.of()));
        return made.path("id").asText() + " " + place;
    }

    private void applySync(String connectionAndPlace) {
        String connection = connectionAndPlace.split(" ", -1)[0];
        String place = connectionAndPlace.split(" ", -1)[1];
        Map<String, Object> destination = Map.of(
                "scope",
                "project",
                "projectId",
                place,
                "targetEnvironment",
                "*",
                "shouldProtectSecrets",
                false,
                "shouldMaskSecrets",
                false,
                "shouldHideSecrets",
                false);
        assertThat(Clients.json(
                                terraform.post(
                                        "/api/v1/secret-syncs/gitlab/check-destination",
                                        Map.of(
                                                "App",
                                                "gitlab",
                                                "destinationConfig",
                                                destination,
                                                "projectId",
                                                project)),
                                200)
                        .path("hasDuplicate")
                        .isBoolean())
                .isTrue();
        Map<String, Object> body = new HashMap<>(Map.of(
                "App",
                "gitlab",
                "name",
                name,
                "projectId",
                project,
                "connectionId",
                connection,
                "environment",
                "canary",
                "secretPath",
                "/database",
                "isAutoSyncEnabled",
                false,
                "description",
                ""));
        body.put(
                "syncOptions",
                Map.of(
                        "initialSyncBehavior", "overwrite-destination",
                        "disableSecretDeletion", true,
                        "keySchema", "SHOP_{{secretKey}}"));
        body.put("destinationConfig", destination);
        String id = Clients.json(terraform.post("/api/v1/secret-syncs/gitlab", body), 200)
                .at("/secretSync/id")
                .asText();
        String route = "/api/v1/secret-syncs/gitlab/" + id;
        Map<String, String> planned = new HashMap<>(Map.of(
                "/secretSync/name", name,
                "/secretSync/projectId", project,
                "/secretSync/connection/id", connection,
                "/secretSync/environment/slug", "canary",
                "/secretSync/folder/path", "/database",
                "/secretSync/isAutoSyncEnabled", "false",
                "/secretSync/syncOptions/initialSyncBehavior", "overwrite-destination",
                "/secretSync/syncOptions/disableSecretDeletion", "true",
                "/secretSync/syncOptions/keySchema", "SHOP_{{secretKey}}"));
        planned.putAll(Map.of(
                "/secretSync/destinationConfig/scope", "project",
                "/secretSync/destinationConfig/projectId", place,
                "/secretSync/destinationConfig/targetEnvironment", "*",
                "/secretSync/destinationConfig/shouldMaskSecrets", "false"));
        state.add(new Resource(route, planned, route, Map.of()));
    }

    /** A plan: whatever differs from the state would be something to do. */
    private void refresh() {
        for (Resource resource : state) {
            JsonNode found = Clients.json(terraform.get(resource.read()), 200);
            resource.planned()
                    .forEach((field, value) -> assertThat(found.at(field).asText("null"))
                            .as("%s of %s: %s", field, resource.read(), found)
                            .isEqualTo(value));
        }
    }

    private void change(String secret, String environment) {
        var _ = Clients.json(
                terraform.patch("/api/v3/secrets/raw/PASSWORD", secretBody("second", Map.of("secretName", "PASSWORD"))),
                200);
        var _ = Clients.json(
                terraform.patch(
                        "/api/v1/workspace/%s/environments/%s".formatted(project, environment),
                        Map.of(
                                "ID",
                                environment,
                                "ProjectID",
                                project,
                                "name",
                                "Early",
                                "slug",
                                "canary",
                                "position",
                                4)),
                200);
        plan("/api/v3/secrets/raw/id/" + secret, "/secret/secretValue", "second");
        plan("/api/v1/workspace/environments/" + environment, "/environment/name", "Early");
    }

    private void plan(String read, String field, String value) {
        state.replaceAll(resource -> {
            if (!resource.read().equals(read)) {
                return resource;
            }
            Map<String, String> planned = new HashMap<>(resource.planned());
            planned.put(field, value);
            return new Resource(read, planned, resource.destroy(), resource.body());
        });
    }

    /** The ephemeral resource. */
    private void readWithoutState() {
        assertThat(Clients.json(
                                terraform.get(query(
                                        "/api/v3/secrets/raw/PASSWORD",
                                        "workspaceId",
                                        project,
                                        "environment",
                                        "canary",
                                        "type",
                                        "shared",
                                        "secretPath",
                                        "/database",
                                        "viewSecretValue",
                                        "true")),
                                200)
                        .at("/secret/secretValue")
                        .asText())
                .isEqualTo("second");
    }

    /** In reverse. One that is gone reads as 404, which the provider takes for "make it anew"; a login method that is gone as 400. */
    private void destroy() {
        Deque<Resource> left = new ArrayDeque<>(state);
        while (!left.isEmpty()) {
            Resource resource = left.removeLast();
            var _ = Clients.json(terraform.delete(resource.destroy(), resource.body()), 200);
            assertThat(terraform.get(resource.read()).status())
                    .as(resource.read())
                    .isEqualTo(resource.read().contains("/auth/") ? 400 : 404);
        }
    }
}
