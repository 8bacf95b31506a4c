package dev.claviger.sync.rotating;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class RotationTest {

    @Test
    void create_rotatesBeforeItAnswers() {
        try (RotationStage stage = new RotationStage();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            var answer =
                    stage.post(stage.keeper, stage.body(Map.of("name", "harbour-db", "description", "the harbour")));

            String tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(30) + "T03:15:00.000Z";
            String id = answer.then()
                    .statusCode(200)
                    .body("secretRotation.name", equalTo("harbour-db"))
                    .body("secretRotation.type", equalTo("postgres-credentials"))
                    .body("secretRotation.connection.id", equalTo(stage.connection))
                    .body("secretRotation.connection.app", equalTo("postgres"))
                    .body("secretRotation.environment.slug", equalTo("prod"))
                    .body("secretRotation.folder.path", equalTo("/app"))
                    .body("secretRotation.folderId", notNullValue())
                    .body(
                            "secretRotation.parameters",
                            equalTo(Map.of("username1", stage.blue, "username2", stage.green)))
                    .body(
                            "secretRotation.secretsMapping",
                            equalTo(Map.of("username", "DB_USER", "password", "DB_PASSWORD")))
                    .body("secretRotation.rotationInterval", equalTo(30))
                    .body("secretRotation.rotateAtUtc", equalTo(Map.of("hours", 3, "minutes", 15)))
                    .body("secretRotation.isAutoRotationEnabled", equalTo(true))
                    .body("secretRotation.activeIndex", equalTo(0))
                    .body("secretRotation.rotationStatus", equalTo("success"))
                    .body("secretRotation.lastRotatedAt", notNullValue())
                    .body("secretRotation.lastRotationMessage", nullValue())
                    .body("secretRotation.nextRotationAt", equalTo(tomorrow))
                    .extract()
                    .path("secretRotation.id");
            assertThat(stage.secrets(id))
                    .containsOnlyKeys("DB_USER", "DB_PASSWORD")
                    .containsEntry("DB_USER", stage.blue);
            assertThat(stage.works(stage.secrets(id))).isTrue();
            assertThat(stage.logsIn(stage.blue, RotationStage.FIRST)).isFalse();
            var _ = tap.awaitEvent(
                    event -> event.text().contains("create-secret-rotation")
                            && event.text().contains(id),
                    Duration.ofSeconds(20));
            stage.delete(id, "").then().statusCode(200);
        }
    }

    @Test
    void logins_takeTurns_andThePairBeforeWorksOn() {
        try (RotationStage stage = new RotationStage()) {
            String id = stage.create(Map.of());
            Map<String, String> first = stage.secrets(id);

            stage.rotate(id)
                    .then()
                    .statusCode(200)
                    .body("secretRotation.activeIndex", equalTo(1))
                    .body("secretRotation.isLastRotationManual", equalTo(true));
            Map<String, String> second = stage.secrets(id);
            assertThat(second).containsEntry("DB_USER", stage.green);
            assertThat(stage.works(first)).isTrue();
            assertThat(stage.works(second)).isTrue();

            stage.rotate(id).then().statusCode(200).body("secretRotation.activeIndex", equalTo(0));
            Map<String, String> third = stage.secrets(id);
            assertThat(third).containsEntry("DB_USER", stage.blue);
            assertThat(stage.works(first)).isFalse();
            assertThat(stage.works(second)).isTrue();
            assertThat(stage.works(third)).isTrue();
            stage.awaitRest(id);
            assertThat(stage.credentials(id)).isEqualTo(2);
        }
    }

    @Test
    void generatedCredentials_areTheTwoThatWork() {
        try (RotationStage stage = new RotationStage();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            String id = stage.create(Map.of());
            stage.rotate(id).then().statusCode(200);

            List<Map<String, String>> both = given().auth()
                    .oauth2(stage.keeper)
                    .get(RotationStage.ROUTE + "/" + id + "/generated-credentials")
                    .then()
                    .statusCode(200)
                    .body("activeIndex", equalTo(1))
                    .body("rotationId", equalTo(id))
                    .body("type", equalTo("postgres-credentials"))
                    .extract()
                    .path("generatedCredentials");

            assertThat(both).extracting(each -> each.get("username")).containsExactly(stage.blue, stage.green);
            assertThat(both)
                    .allMatch(each ->
                            stage.logsIn(String.valueOf(each.get("username")), String.valueOf(each.get("password"))));
            var _ = tap.awaitEvent(
                    event -> event.text().contains("get-secret-rotation-generated-credentials"),
                    Duration.ofSeconds(20));
        }
    }

    @Test
    void clock_rotates_unlessItIsSwitchedOff() {
        try (RotationStage stage = new RotationStage()) {
            String id = stage.create(Map.of());
            String still = stage.create(
                    Map.of("isAutoRotationEnabled", false, "secretsMapping", Map.of("username", "U", "password", "P")));
            assertThat(stage.show(still).getString("nextRotationAt")).isNull();

            stage.due(id);
            stage.due(still);

            await().atMost(RotationStage.LONG).until(() -> stage.show(id).getInt("activeIndex") == 1);
            stage.awaitRest(id);
            assertThat(stage.show(id).getBoolean("isLastRotationManual")).isFalse();
            assertThat(stage.show(id).getString("nextRotationAt")).endsWith("T03:15:00.000Z");
            assertThat(stage.works(stage.secrets(id))).isTrue();
            assertThat(stage.show(still).getInt("activeIndex")).isZero();
        }
    }

    @Test
    void passwords_areAsRequired_alsoWithAStatementOfOnesOwn() {
        try (RotationStage stage = new RotationStage()) {
            Map<String, Object> parameters = Map.of(
                    "username1",
                    stage.blue,
                    "username2",
                    stage.green,
                    "rotationStatement",
                    "ALTER ROLE \"{{username}}\" VALID UNTIL 'infinity'; ALTER ROLE \"{{username}}\" PASSWORD '{{password}}'",
                    "passwordRequirements",
                    Map.of("length", 20, "required", Map.of("digits", 20), "allowedSymbols", "-"));
            String id = stage.create(Map.of("parameters", parameters));

            assertThat(stage.secrets(id).get("DB_PASSWORD")).matches("[0-9]{20}");
            assertThat(stage.works(stage.secrets(id))).isTrue();
            assertThat(stage.show(id).<Object>get("parameters")).isEqualTo(parameters);
        }
    }

    @Test
    void T21_loginsOfAnyName_areQuoted() {
        String odd =
                "Robert\"; DROP ROLE x; -- '" + UUID.randomUUID().toString().substring(0, 4);
        try (RotationStage stage = new RotationStage(
                odd, "Ünïcode {{password}}" + UUID.randomUUID().toString().substring(0, 4))) {
            String id = stage.create(Map.of(
                    "parameters",
                    Map.of(
                            "username1",
                            stage.blue,
                            "username2",
                            stage.green,
                            "passwordRequirements",
                            Map.of("length", 40, "required", Map.of("symbols", 40), "allowedSymbols", "'\"\\$;{}%`"))));

            assertThat(stage.works(stage.secrets(id))).isTrue();
            stage.rotate(id).then().statusCode(200);
            assertThat(stage.works(stage.secrets(id))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a'b", "a\"b", "a;b", "a b", "a\\b", "ä"})
    void T21_oddLogins_doNotGoIntoOnesOwnStatement(String login) {
        try (RotationStage stage = new RotationStage()) {
            Map<String, Object> parameters = Map.of(
                    "username1",
                    login,
                    "username2",
                    stage.green,
                    "rotationStatement",
                    "ALTER ROLE \"{{username}}\" PASSWORD '{{password}}'");
            stage.post(stage.keeper, stage.body(Map.of("parameters", parameters)))
                    .then()
                    .statusCode(422);
            assertThat(stage.rotations()).isZero();
        }
    }

    @Test
    void badWishes_areRefused() {
        try (RotationStage stage = new RotationStage()) {
            List<Map<String, Object>> bad = List.of(
                    Map.of("rotationInterval", 0),
                    Map.of("rotateAtUtc", Map.of("hours", 24, "minutes", 0)),
                    Map.of("rotateAtUtc", Map.of("hours", 1, "minutes", -1)),
                    Map.of("name", "Not A Slug"),
                    Map.of("secretsMapping", Map.of("username", "A")),
                    Map.of("secretsMapping", Map.of("username", "A", "password", "A")),
                    Map.of("secretsMapping", Map.of("username", "A", "password", "B", "host", "C")),
                    Map.of("parameters", Map.of("username1", stage.blue)),
                    Map.of("parameters", Map.of("username1", stage.blue, "username2", stage.blue)),
                    Map.of(
                            "parameters",
                            Map.of(
                                    "username1",
                                    stage.blue,
                                    "username2",
                                    stage.green,
                                    "rotationStatement",
                                    "SELECT 1")));
            for (Map<String, Object> each : bad) {
                stage.post(stage.keeper, stage.body(each)).then().statusCode(422);
            }
            given().auth()
                    .oauth2(stage.keeper)
                    .get("/api/v2/secret-rotations/mysql-credentials?projectId=" + stage.project)
                    .then()
                    .statusCode(422)
                    .body("message[0].message", containsString("postgres-credentials"));
            assertThat(stage.rotations()).isZero();
        }
    }

    @Test
    void lookups_findByIdAndName_andTheListsByKind() {
        try (RotationStage stage = new RotationStage()) {
            String id = stage.create(Map.of("name", "by-name"));
            String list = "?projectId=" + stage.project;

            for (String route : List.of("/api/v2/secret-rotations" + list, RotationStage.ROUTE + list)) {
                given().auth().oauth2(stage.keeper).get(route).then().body("secretRotations.id", contains(id));
            }
            given().auth()
                    .oauth2(stage.keeper)
                    .get("/api/v2/secret-rotations/random-value" + list)
                    .then()
                    .body("secretRotations", hasSize(0));
            given().auth()
                    .oauth2(stage.keeper)
                    .get(RotationStage.ROUTE + "/rotation-name/by-name" + list + "&environment=prod&secretPath=/app")
                    .then()
                    .statusCode(200)
                    .body("secretRotation.id", equalTo(id));
            given().auth()
                    .oauth2(stage.keeper)
                    .get(RotationStage.ROUTE + "/rotation-name/by-name" + list + "&environment=dev")
                    .then()
                    .statusCode(404);
            given().auth()
                    .oauth2(stage.keeper)
                    .get("/api/v2/secret-rotations/options")
                    .then()
                    .statusCode(200)
                    .body("secretRotationOptions.type", hasItem("postgres-credentials"));
            stage.post(stage.keeper, stage.body(Map.of("name", "by-name")))
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void update_changesTheSchedule_andRenamesSecretsAtOnce() {
        try (RotationStage stage = new RotationStage()) {
            String id = stage.create(Map.of());
            Map<String, String> before = stage.secrets(id);

            given().auth()
                    .oauth2(stage.keeper)
                    .contentType("application/json")
                    .body(Map.of(
                            "name",
                            "renamed",
                            "rotationInterval",
                            7,
                            "secretsMapping",
                            Map.of("username", "DB_USER", "password", "PGPASSWORD")))
                    .patch(RotationStage.ROUTE + "/" + id)
                    .then()
                    .statusCode(200)
                    .body("secretRotation.name", equalTo("renamed"))
                    .body("secretRotation.rotationInterval", equalTo(7))
                    .body("secretRotation.secretsMapping.password", equalTo("PGPASSWORD"))
                    .body(
                            "secretRotation.nextRotationAt",
                            equalTo(LocalDate.now(ZoneOffset.UTC).plusDays(7) + "T03:15:00.000Z"));

            assertThat(stage.secrets(id)).containsOnlyKeys("DB_USER", "PGPASSWORD");
            assertThat(stage.secrets(id).get("PGPASSWORD")).isEqualTo(before.get("DB_PASSWORD"));
            given().auth()
                    .oauth2(stage.keeper)
                    .contentType("application/json")
                    .body(Map.of("parameters", Map.of("username1", stage.green, "username2", stage.blue)))
                    .patch(RotationStage.ROUTE + "/" + id)
                    .then()
                    .statusCode(422);
        }
    }

    @Test
    void delete_leavesSecretsAndPasswords_unlessToldOtherwise() {
        try (RotationStage stage = new RotationStage()) {
            String id = stage.create(Map.of());
            stage.rotate(id).then().statusCode(200);
            Map<String, String> secrets = stage.secrets(id);

            stage.delete(id, "").then().statusCode(200).body("secretRotation.id", equalTo(id));

            given().auth()
                    .oauth2(stage.keeper)
                    .get(RotationStage.ROUTE + "/" + id)
                    .then()
                    .statusCode(404);
            assertThat(stage.works(secrets)).isTrue();
            assertThat(stage.rotations()).isZero();
        }
    }

    @Test
    void delete_withRevocation_makesBothPasswordsUseless() {
        try (RotationStage stage = new RotationStage();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            String id = stage.create(Map.of("name", "gone"));
            Map<String, String> first = stage.secrets(id);
            stage.rotate(id).then().statusCode(200);
            Map<String, String> second = stage.secrets(id);

            stage.delete(id, "?deleteSecrets=true&revokeGeneratedCredentials=true")
                    .then()
                    .statusCode(200);

            await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 0);
            assertThat(stage.works(first)).isFalse();
            assertThat(stage.works(second)).isFalse();
            assertThat(stage.secrets(id)).isEmpty();
            var _ = tap.awaitEvent(
                    event -> event.text().contains("secret-rotation-retire-credentials")
                            && event.text().contains(id),
                    Duration.ofSeconds(20));
        }
    }

    @Test
    void connectionInUse_isNotDeleted() {
        try (RotationStage stage = new RotationStage()) {
            String id = stage.create(Map.of());
            String route = "/api/v1/app-connections/postgres/" + stage.connection;

            given().auth().oauth2(stage.admin).delete(route).then().statusCode(400);
            stage.delete(id, "").then().statusCode(200);
            given().auth().oauth2(stage.admin).delete(route).then().statusCode(200);
        }
    }

    @Test
    void randomValue_needsNoConnection() {
        try (RotationStage stage = new RotationStage()) {
            Map<String, Object> body = stage.body(Map.of("secretsMapping", Map.of("value", "SIGNING_KEY")));
            body.remove("connectionId");
            body.put("parameters", Map.of("passwordRequirements", Map.of("length", 64)));
            String route = "/api/v2/secret-rotations/random-value";

            String id = given().auth()
                    .oauth2(stage.keeper)
                    .contentType("application/json")
                    .body(body)
                    .post(route)
                    .then()
                    .statusCode(200)
                    .body("secretRotation.connection", nullValue())
                    .extract()
                    .path("secretRotation.id");
            String first = String.valueOf(stage.secrets(id).get("SIGNING_KEY"));
            assertThat(first).hasSize(64);
            given().auth()
                    .oauth2(stage.keeper)
                    .post(route + "/" + id + "/rotate-secrets")
                    .then()
                    .statusCode(200);

            assertThat(stage.secrets(id).get("SIGNING_KEY")).hasSize(64).isNotEqualTo(first);
            given().auth()
                    .oauth2(stage.keeper)
                    .get(route + "/" + id + "/generated-credentials")
                    .then()
                    .body("generatedCredentials.value", hasItem(first));
            given().auth().oauth2(stage.keeper).delete(route + "/" + id).then().statusCode(200);
        }
    }

    @Test
    void T16_rotationsOfAnotherOrganisation_areNotThere() {
        try (RotationStage stage = new RotationStage();
                RotationStage other = new RotationStage()) {
            String id = stage.create(Map.of());
            String route = RotationStage.ROUTE + "/" + id;

            given().auth().oauth2(other.keeper).get(route).then().statusCode(404);
            given().auth()
                    .oauth2(other.keeper)
                    .get(route + "/generated-credentials")
                    .then()
                    .statusCode(404);
            given().auth()
                    .oauth2(other.keeper)
                    .post(route + "/rotate-secrets")
                    .then()
                    .statusCode(404);
            given().auth().oauth2(other.keeper).delete(route).then().statusCode(404);
            given().auth()
                    .oauth2(other.keeper)
                    .contentType("application/json")
                    .body(Map.of("name", "mine"))
                    .patch(route)
                    .then()
                    .statusCode(404);
            given().auth()
                    .oauth2(other.keeper)
                    .get("/api/v2/secret-rotations?projectId=" + stage.project)
                    .then()
                    .body("secretRotations", hasSize(0));
            other.post(other.keeper, other.body(Map.of("connectionId", stage.connection)))
                    .then()
                    .statusCode(404);
            other.post(other.keeper, other.body(Map.of("projectId", stage.project.toString())))
                    .then()
                    .statusCode(403);
        }
    }

    @Test
    void T17_rotationIsNotReachedAsAnotherKind() {
        try (RotationStage stage = new RotationStage()) {
            String id = stage.create(Map.of());
            String route = "/api/v2/secret-rotations/random-value/" + id;

            given().auth().oauth2(stage.keeper).get(route).then().statusCode(404);
            given().auth()
                    .oauth2(stage.keeper)
                    .post(route + "/rotate-secrets")
                    .then()
                    .statusCode(404);
            given().auth().oauth2(stage.keeper).delete(route).then().statusCode(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "read-generated-credentials", "create", "edit", "delete", "rotate-secrets"})
    void eachRoute_takesItsOwnRight(String right) {
        try (RotationStage stage = new RotationStage()) {
            String id = stage.create(Map.of());
            String only = stage.token(right);
            String route = RotationStage.ROUTE + "/" + id;

            assertThat(given().auth().oauth2(only).get(route).statusCode()).isEqualTo(expected(right, "read"));
            assertThat(given().auth()
                            .oauth2(only)
                            .get(route + "/generated-credentials")
                            .statusCode())
                    .isEqualTo(expected(right, "read-generated-credentials"));
            assertThat(given().auth()
                            .oauth2(only)
                            .contentType("application/json")
                            .body(Map.of("description", "x"))
                            .patch(route)
                            .statusCode())
                    .isEqualTo(expected(right, "edit"));
            assertThat(stage.post(only, stage.body(Map.of("parameters", Map.of("username1", "x", "username2", "y"))))
                            .statusCode())
                    .isEqualTo(right.equals("create") ? 400 : 403);
            assertThat(given().auth()
                            .oauth2(only)
                            .post(route + "/rotate-secrets")
                            .statusCode())
                    .isEqualTo(expected(right, "rotate-secrets"));
            assertThat(given().auth().oauth2(only).delete(route).statusCode()).isEqualTo(expected(right, "delete"));
        }
    }

    private static int expected(String right, String needed) {
        return right.equals(needed) ? 200 : 403;
    }

    @Test
    void T13_passwords_standNowhereButInTheSecrets() {
        try (LogCanary canary = LogCanary.listen();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS);
                RotationStage stage = new RotationStage()) {
            String id = stage.create(Map.of());
            String first = String.valueOf(stage.secrets(id).get("DB_PASSWORD"));
            stage.wire.cut(true);
            String message =
                    stage.rotate(id).then().statusCode(not(200)).extract().asString();
            stage.wire.cut(false);
            await().atMost(RotationStage.LONG).until(() -> stage.show(id).getInt("activeIndex") == 1);
            stage.awaitRest(id);
            String second = String.valueOf(stage.secrets(id).get("DB_PASSWORD"));
            var _ = tap.awaitEvent(
                    event -> event.text().contains("TargetRefused")
                            && event.text().contains(id),
                    Duration.ofSeconds(20));

            String shown = given().auth()
                    .oauth2(stage.keeper)
                    .get(RotationStage.ROUTE + "/" + id)
                    .asString();
            for (String password : List.of(first, second)) {
                canary.assertSilent(password);
                assertThat(message + shown).doesNotContain(password);
                assertThat(tap.all(event -> event.text().contains(password))).isEmpty();
            }
        }
    }
}
