package dev.claviger.vault.servicetoken;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.Person;
import dev.claviger.vault.RecordedEvents;
import dev.claviger.vault.TestAuth;
import dev.claviger.vault.TestProject;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Condition;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.permission.RuledGrants;
import dev.claviger.vault.permission.Subject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What service tokens may do, and who may make them. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class ServiceTokenTest {
    private static final String SECRETS = "/api/v4/secrets";
    private static final String READ = "[\"read\"]";
    private static final String WRITE = "[\"write\"]";
    private static final String BOTH = "[\"read\",\"write\"]";

    private TestProject project;

    @BeforeEach
    void projectWithSecrets() {
        project = TestProject.fresh();
        project.makeFolder("dev", "/", "app");
        project.makeFolder("dev", "/app", "db");
        for (String path : List.of("/", "/app", "/app/db")) {
            write(as(project.admin().token()), "dev", path, "KEY").then().statusCode(200);
        }
        write(as(project.admin().token()), "prod", "/", "KEY").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/app, dev, /app, 200",
        "/app, dev, /app/db, 403",
        "/app, dev, /, 403",
        "/app, prod, /, 403",
        "/app/*, dev, /app/db, 200",
        "/app/*, dev, /app, 403",
        "/**, dev, /app/db, 200",
        "/**, dev, /, 200",
        "/**, prod, /, 403",
        "/, dev, /, 200"
    })
    void scope_decidesWhatIsRead(String scope, String environment, String path, int status) {
        String token = token("dev", scope, READ);

        read(token, environment, path).then().statusCode(status);
    }

    @Test
    void permissions_decideWhatIsDone() {
        String reads = token("dev", "/**", READ);
        String writes = token("dev", "/**", WRITE);
        String both = token("dev", "/**", BOTH);

        write(as(reads), "dev", "/app", "NEW").then().statusCode(403);
        write(as(writes), "dev", "/app", "NEW").then().statusCode(200);
        read(writes, "dev", "/app").then().statusCode(403);
        read(both, "dev", "/app").then().statusCode(200).body(at("secrets.secretKey", hasItem("NEW")));
        as(both).body(Map.of(
                        "projectId", project.id(), "environment", "dev", "secretPath", "/app", "secretValue", "other"))
                .patch(SECRETS + "/NEW")
                .then()
                .statusCode(200);
        as(both).body(Map.of("projectId", project.id(), "environment", "dev", "secretPath", "/app"))
                .delete(SECRETS + "/NEW")
                .then()
                .statusCode(200);
    }

    @Test
    void fourPartSpelling_isTheSameToken() {
        String token = token("dev", "/app", READ);

        read(token + ".c0ffee", "dev", "/app").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v3/secrets/raw", SECRETS})
    void onlyFolder_needNotBeNamed(String route) {
        String token = token("dev", "/app/db", READ);

        as(token).get(route).then().statusCode(200).body(at("secrets[0].secretPath", equalTo("/app/db")));
        as(token).get(route + "/KEY").then().statusCode(200).body(at("secret.secretPath", equalTo("/app/db")));
        as(token).get(route + "?environment=dev&secretPath=/").then().statusCode(403);
    }

    @Test
    void severalFoldersOrAPattern_mustBeNamed() {
        String pattern = token("dev", "/app/*", READ);
        String several = TestAuth.serviceToken(
                project.admin().orgId(),
                project.uuid(),
                "[{\"environment\":\"dev\",\"secretPath\":\"/app\"},{\"environment\":\"prod\",\"secretPath\":\"/\"}]",
                READ);

        assertThat(as(pattern).get(SECRETS).statusCode()).isIn(400, 422);
        assertThat(as(several).get(SECRETS).statusCode()).isIn(400, 422);
        read(several, "dev", "/app").then().statusCode(200);
        read(several, "prod", "/").then().statusCode(200);
        read(several, "prod", "/app").then().statusCode(403);
        read(several, "dev", "/").then().statusCode(403);
    }

    @Test
    void T14_readsAndWrites_areRecordedAsTheService() {
        String token = token("dev", "/app", BOTH);

        read(token, "dev", "/app").then().statusCode(200);
        write(as(token), "dev", "/app", "NEW").then().statusCode(200);
        read(token, "prod", "/").then().statusCode(403);

        for (String event : List.of("get-secrets", "create-secret")) {
            assertThat(RecordedEvents.of(project.admin().orgId(), event))
                    .anyMatch(recorded -> "service".equals(recorded.getString("data.actor.type"))
                            && token.contains(recorded.getString("data.actor.id"))
                            && "robot".equals(recorded.getString("data.actor.name")));
        }
        assertThat(RecordedEvents.of(project.admin().orgId(), "get-secrets"))
                .anyMatch(recorded -> "service".equals(recorded.getString("data.actor.type"))
                        && "denied".equals(recorded.getString("data.outcome")));
    }

    @Test
    void T16_tokenOfOneProjectOpensNoOther() {
        TestProject other = TestProject.by(project.admin());
        TestProject foreign = TestProject.fresh();
        String token = token("dev", "/**", BOTH);

        list(token, other, "dev", "/").then().statusCode(403);
        list(token, foreign, "dev", "/").then().statusCode(404);
        as(token).get("/api/v1/workspace/" + other.id()).then().statusCode(403);
    }

    /** Whoever made it may read both projects; that is not lent to it. */
    @Test
    void T5_referenceIntoAnotherProjectIsRefused() {
        TestProject other = TestProject.by(project.admin());
        as(project.admin().token())
                .body(Map.of("projectId", other.id(), "environment", "dev", "secretPath", "/", "secretValue", "theirs"))
                .post(SECRETS + "/KEY")
                .then()
                .statusCode(200);
        as(project.admin().token())
                .body(Map.of(
                        "projectId",
                        project.id(),
                        "environment",
                        "dev",
                        "secretPath",
                        "/app",
                        "secretValue",
                        "${@%s.dev.KEY}".formatted(other.slug())))
                .post(SECRETS + "/FAR")
                .then()
                .statusCode(200);
        as(project.admin().token())
                .body(Map.of(
                        "sourceProjectId",
                        other.id(),
                        "environment",
                        "dev",
                        "secretPath",
                        "/",
                        "targetProjectId",
                        project.id()))
                .post("/api/v1/project-grants")
                .then()
                .statusCode(200);

        assertThat(list(project.admin().token(), project, "dev", "/app").asString())
                .contains("theirs");
        assertThat(list(token("dev", "/**", READ), project, "dev", "/app")
                        .then()
                        .statusCode(403)
                        .extract()
                        .asString())
                .doesNotContain("theirs");
    }

    /** Its rights are over secrets, and no rule for anything else. */
    @Test
    void T18_tokenManagesNothing() {
        String token = token("dev", "/**", BOTH);

        as(token)
                .body(Map.of("projectName", "mine"))
                .post("/api/v1/projects")
                .then()
                .statusCode(403);
        as(token)
                .body(Map.of("name", "x"))
                .patch("/api/v1/projects/" + project.id())
                .then()
                .statusCode(403);
        as(token)
                .body(Map.of("role", "admin"))
                .post("/api/v2/workspace/%s/identity-memberships/%s".formatted(project.id(), UUID.randomUUID()))
                .then()
                .statusCode(403);
        rights(token, Map.of("action", "create", "scopes", List.of(), "permissions", List.of()))
                .then()
                .statusCode(403);
    }

    @Test
    void deletedToken_isRefusedWithinASecond() {
        String token = token("dev", "/app", READ);
        read(token, "dev", "/app").then().statusCode(200);

        TestAuth.delete(token);

        Awaitility.await()
                .atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> read(token, "dev", "/app").statusCode() == 403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"st.", "st.a.b", "st.7b2c8f0e-1d3a-4c5b-8e9f-0a1b2c3d4e5f.00"})
    void T6_unknownTokenIsRefused(String text) {
        read(text, "dev", "/").then().statusCode(403).body(at("error", equalTo("TokenError")));
    }

    @Test
    void administrator_mayMakeTokens() {
        rights(project.admin().token(), wish("dev", "/**", "read", "write"))
                .then()
                .statusCode(204);
        rights(project.member("member").token(), wish("prod", "/app", "read"))
                .then()
                .statusCode(204);
        rights(project.member("viewer").token(), wish("dev", "/", "read"))
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionDenied")));
        rights(Person.in(project.admin().orgId()).token(), wish("dev", "/", "read"))
                .then()
                .statusCode(403);
        rights(project.admin().token(), wish("nowhere", "/", "read")).then().statusCode(404);
        rights(project.admin().token(), Map.of("action", "fly")).then().statusCode(422);
        rights(Person.alone().token(), wish("dev", "/", "read")).then().statusCode(404);
    }

    /** Who may make tokens and may read one folder makes none that reads all. */
    @Test
    void T18_tokenMayNotExceedItsMaker() {
        Person maker = Person.in(project.admin().orgId());
        RuledGrants.give(
                maker.id(),
                Rule.allow("service-tokens", Action.CREATE),
                Rule.allow(Subject.SECRETS, Action.READ).where(Condition.glob(Condition.Field.SECRET_PATH, "/app")));

        rights(maker.token(), wish("dev", "/**", "read"))
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")))
                .body(at("details.missingPermissions", hasItem(Map.of("action", "read", "subject", "secret-folders"))));
        assertThat(RecordedEvents.of(project.admin().orgId(), "check-service-token-rights"))
                .anyMatch(recorded -> "denied".equals(recorded.getString("data.outcome")));
    }

    private String token(String environment, String path, String permissions) {
        return TestAuth.serviceToken(
                project.admin().orgId(),
                project.uuid(),
                "[{\"environment\":\"%s\",\"secretPath\":\"%s\"}]".formatted(environment, path),
                permissions);
    }

    private static Map<String, ?> wish(String environment, String path, String... permissions) {
        return Map.of(
                "action",
                "create",
                "scopes",
                List.of(Map.of("environment", environment, "secretPath", path)),
                "permissions",
                List.of(permissions));
    }

    private Response rights(String token, Map<String, ?> question) {
        return as(token).body(question).post("/api/x/projects/%s/service-token-rights".formatted(project.id()));
    }

    private Response read(String token, String environment, String path) {
        return list(token, project, environment, path);
    }

    private static Response list(String token, TestProject project, String environment, String path) {
        return as(token)
                .queryParam("projectId", project.id())
                .queryParam("environment", environment)
                .queryParam("secretPath", path)
                .get(SECRETS);
    }

    private Response write(RequestSpecification request, String environment, String path, String key) {
        return request.body(Map.of(
                        "projectId",
                        project.id(),
                        "environment",
                        environment,
                        "secretPath",
                        path,
                        "secretValue",
                        "value"))
                .post(SECRETS + "/" + key);
    }

    private static RequestSpecification as(String token) {
        return RestAssured.given().contentType(ContentType.JSON).header("Authorization", "Bearer " + token);
    }
}
