package dev.claviger.auth.identity;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestVault;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestChanges;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identities that belong to a project. The caller has no rights in the organisation: the project alone decides. */
@AuthServiceTest
class ProjectIdentityTest {
    private final Org org = Org.shared();
    private String crew;
    private String project;

    @BeforeEach
    void crew() {
        crew = org.tokenOf("no-access");
        project = UUID.randomUUID().toString();
    }

    @Test
    void anIdentity_fromBeginningToEnd() {
        Response made = create(Map.of("name", "deploy", "metadata", List.of(Map.of("key", "team", "value", "blue"))));
        String id = valueAt(made, "identity.id");

        made.then()
                .statusCode(200)
                .body(at("identity.name", equalTo("deploy")))
                .body(at("identity.projectId", equalTo(project)))
                .body(at("identity.orgId", equalTo(org.id().toString())))
                .body(at("identity.hasDeleteProtection", equalTo(false)))
                .body(at("identity.authMethods", equalTo(List.of())))
                .body(at("identity.metadata[0].key", equalTo("team")));
        Org.as(crew)
                .body(Map.of("name", "release", "hasDeleteProtection", true))
                .patch(route(id))
                .then()
                .statusCode(200)
                .body(at("identity.name", equalTo("release")))
                .body(at("identity.metadata[0].value", equalTo("blue")));
        Org.as(crew)
                .get(route(id))
                .then()
                .statusCode(200)
                .body(at("identity.name", equalTo("release")))
                .body(at("identity.hasDeleteProtection", equalTo(true)));
        Org.as(crew)
                .get(all())
                .then()
                .statusCode(200)
                .body(at("identities.id", equalTo(List.of(id))))
                .body(at("totalCount", equalTo(1)));
        Org.as(crew).delete(route(id)).then().statusCode(400);
        Org.as(crew)
                .body(Map.of("hasDeleteProtection", false))
                .patch(route(id))
                .then()
                .statusCode(200);
        Org.as(crew).delete(route(id)).then().statusCode(200).body(at("identity.id", equalTo(id)));
        Org.as(crew).get(route(id)).then().statusCode(404);
        assertThat(TestVault.askedAbout(project))
                .contains(
                        "POST identity-rights {\"action\":\"create\",\"identityId\":\"%s\"}".formatted(id),
                        "POST identities/%s {\"name\":\"deploy\"}".formatted(id),
                        "POST identity-rights {\"action\":\"edit\",\"identityId\":\"%s\"}".formatted(id),
                        "DELETE identities/%s ".formatted(id));
    }

    @Test
    void itIsNoIdentityOfTheOrganisation() {
        String id = made();
        String group = org.group("no-access");

        org.asAdmin().get(Org.IDENTITIES).then().statusCode(200).body(at("identities.identityId", not(hasItem(id))));
        org.asAdmin()
                .body(Map.of("search", Map.of("name", "deploy")))
                .post(Org.IDENTITIES + "/search")
                .then()
                .body(at("identities.identityId", not(hasItem(id))));
        org.asAdmin()
                .post(Org.GROUPS + "/" + group + "/machine-identities/" + id)
                .then()
                .statusCode(404);
        org.asAdmin()
                .body(Map.of("role", "admin"))
                .patch(Org.IDENTITIES + "/" + id)
                .then()
                .statusCode(400);
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + id)
                .then()
                .statusCode(200)
                .body(at("identity.role", equalTo("no-access")))
                .body(at("identity.identity.projectId", equalTo(project)));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + org.identity())
                .then()
                .body(at("identity.identity", not(hasKey("projectId"))));
    }

    @Test
    void whoMayEditIt_managesItsLogins_andItsTokensEndWithIt() {
        String id = made();
        String universal = Org.UNIVERSAL + "/identities/" + id;

        String token = loggedIn(id);
        Org.as(crew).get(universal).then().statusCode(200);
        Org.as(crew)
                .get(Org.IDENTITIES + "/" + id)
                .then()
                .statusCode(200)
                .body(at("identity.identity.authMethods", equalTo(List.of("universal-auth"))));
        Org.as(token).get(Org.IDENTITIES + "/details").then().statusCode(200);

        String tokens = Org.auth("token-auth") + "/identities/" + id;
        Org.as(crew).body(Map.of()).post(tokens).then().statusCode(200);
        String tokenId = valueAt(
                Org.as(crew)
                        .body(Map.of("name", "one"))
                        .post(tokens + "/tokens")
                        .then()
                        .statusCode(200)
                        .extract(),
                "tokenData.id");
        Org.as(crew).get(Org.auth("token-auth") + "/tokens/" + tokenId).then().statusCode(200);
        Org.as(crew)
                .post(Org.auth("token-auth") + "/tokens/" + tokenId + "/revoke")
                .then()
                .statusCode(200);

        Org.as(crew).delete(route(id)).then().statusCode(200);
        Org.as(token).get(Org.IDENTITIES + "/details").then().statusCode(401);
    }

    /** What the organisation allows to everybody with the right, a stranger is refused with the same words as for nobody. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/identities/%s", "/api/v1/auth/universal-auth/identities/%s"})
    void T18_whomTheProjectDoesNotLet_learnsNothing(String route) {
        project = TestVault.forbiddingProject();
        String id = inserted(org);

        Response hidden = Org.as(crew).get(route.formatted(id));
        Response nobody = Org.as(crew).get(route.formatted(UUID.randomUUID()));

        hidden.then().statusCode(403);
        assertThat(hidden.<String>path("message")).isEqualTo(nobody.path("message"));
        assertThat(hidden.<Object>path("details")).isEqualTo(nobody.path("details"));
        org.asAdmin().get("/api/v1/identities/" + id).then().statusCode(200);
    }

    @Test
    void T18_projectDecides_andNothingIsMade() {
        for (Map.Entry<String, Integer> refusing : Map.of(
                        TestVault.forbiddingProject(), 403,
                        TestVault.boundingProject(), 403,
                        TestVault.unknownProject(), 404,
                        TestVault.breakingProject(), 503)
                .entrySet()) {
            project = refusing.getKey();
            create(Map.of("name", "deploy")).then().statusCode(refusing.getValue());
            assertThat(count()).isEqualTo("0");
        }
        project = TestVault.boundingProject();
        Org.as(crew)
                .body(Map.of())
                .post(Org.UNIVERSAL + "/identities/" + inserted(org))
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")));
    }

    @Test
    void aProjectThatIsGoneMeanwhile_leavesNoIdentity() {
        project = TestVault.vanishingProject();

        create(Map.of("name", "deploy")).then().statusCode(404);

        assertThat(count()).isEqualTo("0");
    }

    @Test
    void theEndOfTheProject_isThatOfItsIdentities() throws Exception {
        String id = made();
        Org.as(crew)
                .body(Map.of("hasDeleteProtection", true))
                .patch(route(id))
                .then()
                .statusCode(200);
        String token = loggedIn(id);
        String home = project;
        project = UUID.randomUUID().toString();
        String other = made();

        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            for (String kind : List.of("environment:delete", "project:delete", "project:delete")) {
                TestChanges.send(
                        UUID.fromString(home),
                        "{\"data\":{\"orgId\":\"%s\",\"projectId\":\"%s\",\"kind\":\"%s\"}}"
                                .formatted(org.id(), home, kind));
            }
            var _ = tap.awaitEvent(
                    event -> List.of("dev.claviger.delete-identity", id, home, "platform").stream()
                            .allMatch(event.text()::contains),
                    Duration.ofSeconds(20));
        }

        Org.as(token).get(Org.IDENTITIES + "/details").then().statusCode(401);
        org.asAdmin().get(Org.IDENTITIES + "/" + id).then().statusCode(404);
        org.asAdmin().get(Org.IDENTITIES + "/" + other).then().statusCode(200);
    }

    @Test
    void T16_changeOfAnotherOrganisation_endsNothingHere() throws Exception {
        String id = made();
        String marker = made();
        Org stranger = Org.create();
        String foreign = UUID.randomUUID().toString();

        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            TestChanges.send(
                    UUID.fromString(project),
                    "{\"data\":{\"orgId\":\"%s\",\"projectId\":\"%s\",\"kind\":\"project:delete\"}}"
                            .formatted(stranger.id(), project));
            TestChanges.send(UUID.fromString(project), "no change at all");
            Org.run(
                    "UPDATE identity SET project_id = ? WHERE id = ?",
                    UUID.fromString(foreign),
                    UUID.fromString(marker));
            TestChanges.send(
                    UUID.fromString(project),
                    "{\"data\":{\"orgId\":\"%s\",\"projectId\":\"%s\",\"kind\":\"project:delete\"}}"
                            .formatted(org.id(), foreign));
            var _ = tap.awaitEvent(
                    event -> List.of("dev.claviger.delete-identity", marker).stream()
                            .allMatch(event.text()::contains),
                    Duration.ofSeconds(20));
        }

        Org.as(crew).get(route(id)).then().statusCode(200);
    }

    private String loggedIn(String id) {
        String universal = Org.UNIVERSAL + "/identities/" + id;
        String client = valueAt(
                Org.as(crew)
                        .body(Map.of())
                        .post(universal)
                        .then()
                        .statusCode(200)
                        .extract(),
                "identityUniversalAuth.clientId");
        String secret = valueAt(
                Org.as(crew)
                        .body(Map.of())
                        .post(universal + "/client-secrets")
                        .then()
                        .statusCode(200)
                        .extract(),
                "clientSecret");
        return valueAt(Org.logIn(client, secret).then().statusCode(200).extract(), "accessToken");
    }

    @Test
    void aMembershipThatCannotBeMadeNow_isMadeLater() {
        project = TestVault.projectWithoutMemberships();

        create(Map.of("name", "deploy")).then().statusCode(200);

        assertThat(count()).isEqualTo("1");
    }

    @Test
    void T16_identitiesOfOtherProjectsAndOrganisationsDoNotExist() {
        String id = made();
        String plain = org.identity();
        String home = project;
        Org other = Org.create();

        other.asAdmin().get(route(id)).then().statusCode(404);
        other.asAdmin().delete(route(id)).then().statusCode(404);
        project = UUID.randomUUID().toString();
        for (String foreign : List.of(id, plain)) {
            Org.as(crew).get(route(foreign)).then().statusCode(404);
            Org.as(crew).body(Map.of("name", "x")).patch(route(foreign)).then().statusCode(404);
            Org.as(crew).delete(route(foreign)).then().statusCode(404);
        }
        Org.as(crew).get(all()).then().body(at("totalCount", equalTo(0)));
        project = home;
        Org.as(crew).get(route(id)).then().statusCode(200).body(at("identity.name", equalTo("deploy")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"name\":\"\"}", "null"})
    void whatIsNotInOrder_isRefused(String body) {
        Org.as(crew).body(body).post(all()).then().statusCode(422);
        Org.as(crew)
                .body("{\"name\":\"a\"}")
                .post("/api/v1/projects/nonsense/identities")
                .then()
                .statusCode(422);
    }

    @Test
    void everyAct_isRecordedWithTheProject() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            String id = made();
            Org.as(crew)
                    .body(Map.of())
                    .post(Org.UNIVERSAL + "/identities/" + id)
                    .then()
                    .statusCode(200);

            for (String name : List.of("create-identity", "add-identity-universal-auth")) {
                var _ = tap.awaitEvent(
                        event -> List.of("dev.claviger." + name, id, project).stream()
                                .allMatch(event.text()::contains),
                        Duration.ofSeconds(20));
            }
        }
    }

    private String made() {
        return valueAt(create(Map.of("name", "deploy")).then().statusCode(200).extract(), "identity.id");
    }

    private Response create(Map<String, ?> body) {
        return Org.as(crew).body(body).post(all());
    }

    /** Past the project, which would not have it. */
    private String inserted(Org where) {
        UUID id = UUID.randomUUID();
        Org.run("""
                INSERT INTO identity (id, membership_id, org_id, name, org_role, delete_protection, instance_admin, metadata, created_at,
                    updated_at, project_id)
                VALUES (?, ?, ?, 'deploy', 'no-access', false, false, '[]', now(), now(), ?)
                """, id, UUID.randomUUID(), where.id(), UUID.fromString(project));
        return id.toString();
    }

    private String count() {
        return Org.read("SELECT count(*)::text FROM identity WHERE project_id = ?", UUID.fromString(project));
    }

    private String all() {
        return "/api/v1/projects/" + project + "/identities";
    }

    private String route(String id) {
        return all() + "/" + id;
    }
}
