package dev.claviger.sync.rotating;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.local.gitlabapi.GitLabApi;
import dev.claviger.sync.SharedGitLab;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class TokenRotationTest {
    private TokenStage stage;

    @BeforeEach
    void begin() {
        stage = new TokenStage();
    }

    @AfterEach
    void end() {
        stage.close();
    }

    private static io.restassured.response.ValidatableResponse self(String token) {
        return given().header("PRIVATE-TOKEN", token)
                .get(SharedGitLab.GITLAB.url() + "/api/v4/personal_access_tokens/self")
                .then();
    }

    @Test
    void token_isWhatWasAskedFor_andSaysSoInGitLab() {
        String id = stage.create(Map.of());

        self(stage.secret(id))
                .statusCode(200)
                .body("name", containsString("deployer "))
                .body("scopes", equalTo(List.of("read_api")))
                .body("access_level", equalTo(30))
                .body(
                        "expires_at",
                        equalTo(LocalDate.now(ZoneOffset.UTC).plusDays(60).toString()));
        assertThat(stage.show(id).getString("parameters.token.owner")).isEqualTo("project");
        assertThat(stage.working()).isEqualTo(1);
    }

    @Test
    void rotation_makesAnotherToken_andEndsTheOneBeforeWhenItIsDelivered() {
        String id = stage.create(Map.of());
        String first = stage.secret(id);

        stage.rotate(id).then().statusCode(200).body("secretRotation.activeIndex", equalTo(1));

        String second = stage.secret(id);
        assertThat(second).isNotEqualTo(first);
        self(second).statusCode(200);
        stage.awaitWorking(id, 1);
        self(first).statusCode(401);
    }

    @Test
    void oldToken_worksOn_asLongAsWasAskedFor() {
        String id = stage.create(Map.of("keepOldHours", 2));
        String first = stage.secret(id);
        stage.rotate(id).then().statusCode(200);
        await().atMost(RotationStage.LONG)
                .until(() -> RotationStage.count(
                                "SELECT count(*) FROM rotation_credential WHERE rotation_id = ? AND state = 'REPLACED'"
                                        + " AND due_at BETWEEN now() + interval '119 minutes' AND now() + interval '2 hours'",
                                UUID.fromString(id))
                        == 1);
        assertThat(stage.gitlab.isActive(first)).isTrue();

        RotationStage.sync(
                "UPDATE rotation_credential SET due_at = now() WHERE state = 'REPLACED' AND rotation_id = ?", id);

        await().atMost(RotationStage.LONG).until(() -> !stage.gitlab.isActive(first));
        assertThat(stage.gitlab.isActive(stage.secret(id))).isTrue();
    }

    /** Whoever lives on the old one keeps it, however long the delivery takes. */
    @Test
    void oldToken_worksOn_whileASyncHasNotDelivered() {
        String id = stage.create(Map.of());
        stage.awaitRest(id);
        String first = stage.secret(id);
        RotationStage.addSync(id, "to-gitlab");

        stage.rotate(id).then().statusCode(200);

        await().atMost(RotationStage.LONG)
                .until(() -> String.valueOf(stage.show(id).getString("lastRotationMessage"))
                        .contains("have not delivered the new value yet: to-gitlab"));
        assertThat(stage.gitlab.isActive(first)).isTrue();
        RotationStage.dropSync(id, "to-gitlab");
        stage.awaitWorking(id, 1);
        assertThat(stage.show(id).getString("lastRotationMessage")).isNull();
    }

    /** A sync of another folder that imports the rotated one: what it delivered when it ran last counts. */
    @Test
    void syncThatImports_isWaitedFor() {
        String id = stage.create(Map.of());
        stage.awaitRest(id);
        RotationStage.addSync(id, "importer");
        RotationStage.sync(
                "UPDATE secret_sync SET secret_path = '/elsewhere' WHERE name = 'importer' AND org_id ="
                        + " (SELECT org_id FROM secret_rotation WHERE id = ?)",
                id);
        RotationStage.sync("""
                INSERT INTO sync_job (sync_id, kind, status, job_id, is_full, succeeded_at, ran_at, rotation_ids)
                SELECT s.id, 'SYNC', 'succeeded', gen_random_uuid(), false, now(), now(), ARRAY[r.id]
                FROM secret_rotation r JOIN secret_sync s ON s.org_id = r.org_id WHERE r.id = ?
                """, id);

        stage.rotate(id).then().statusCode(200);

        await().atMost(RotationStage.LONG)
                .until(() -> String.valueOf(stage.show(id).getString("lastRotationMessage"))
                        .contains("importer"));
        RotationStage.dropSync(id, "importer");
    }

    /** Who never delivers holds up the clock, but not until the secret holds a token that has ended. */
    @Test
    void consumerThatNeverDelivers_isWaitedFor_untilTheTokenWouldEnd() {
        String id = stage.create(Map.of());
        String first = stage.secret(id);
        stage.awaitRest(id);
        RotationStage.addSync(id, "broken");
        stage.rotate(id).then().statusCode(200);
        String second = stage.secret(id);

        ages(id, 51);
        await().atMost(RotationStage.LONG)
                .until(() -> String.valueOf(stage.show(id).getString("lastRotationMessage"))
                        .contains("broken"));
        assertThat(stage.secret(id)).isEqualTo(second);
        assertThat(stage.gitlab.isActive(first)).isTrue();

        ages(id, 52);
        await().atMost(RotationStage.LONG).until(() -> !stage.secret(id).equals(second));
        assertThat(stage.gitlab.isActive(stage.secret(id))).isTrue();
        assertThat(stage.gitlab.isActive(second)).isTrue();
        RotationStage.dropSync(id, "broken");
        stage.awaitWorking(id, 0);
    }

    /** As if the last rotation had been so many days ago. */
    private static void ages(String id, int days) {
        RotationStage.sync(
                "UPDATE secret_rotation SET rotated_at = now() - interval '%d days', next_rotation_at = now() - interval '1 day'"
                                .formatted(days)
                        + " WHERE id = ?",
                id);
    }

    @Test
    void interval_staysShorterThanTheLifeOfATokenAlsoWhenItIsChanged() {
        String id = stage.create(Map.of());

        given().auth()
                .oauth2(stage.keeper)
                .contentType("application/json")
                .body(Map.of("rotationInterval", 59))
                .patch(TokenStage.ROUTE + "gitlab-access-token/" + id)
                .then()
                .statusCode(422)
                .body(containsString("lifetimeDays"));
    }

    @Test
    void tokensOfGroups_andOfUsers() {
        String ofGroup = stage.create(Map.of("owner", "group", "ownerId", "72"));
        self(stage.secret(ofGroup)).body("resource_type", equalTo("group"));
        String root = stage.connect(stage.gitlab.personalToken(GitLabApi.ADMINISTRATOR, "api"));
        Map<String, Object> rules =
                stage.rules(Map.of("owner", "user", "ownerId", String.valueOf(GitLabApi.MAINTAINER)));
        var _ = rules.remove("accessLevel");
        Map<String, Object> body = stage.body(Map.of());
        body.put("connectionId", root);
        body.put("parameters", Map.of("token", rules));
        String ofUser = stage.post("gitlab-access-token", body)
                .then()
                .statusCode(200)
                .extract()
                .path("secretRotation.id");
        String first = stage.secret(ofUser);
        self(first).body("user_id", equalTo((int) GitLabApi.MAINTAINER));

        stage.rotate(ofUser).then().statusCode(200);

        await().atMost(RotationStage.LONG).until(() -> !stage.gitlab.isActive(first));
        assertThat(stage.gitlab.isActive(stage.secret(ofUser))).isTrue();
    }

    /** Nothing is left of it: neither a rotation nor a token. */
    @Test
    void whatGitLabDoesNotAllow_isToldOf() {
        stage.gitlab.longestTokenDays(30);
        stage.post(Map.of()).then().statusCode(400).body("message", containsString("choose a shorter lifetime"));
        stage.gitlab.longestTokenDays(365);
        stage.gitlab.grant(8, stage.place, 40);
        Map<String, Object> higher = stage.body(Map.of("accessLevel", 50));
        higher.put("connectionId", stage.connect(stage.gitlab.personalToken(8, "api")));
        stage.post("gitlab-access-token", higher).then().statusCode(400).body("message", containsString("higher role"));
        stage.post(Map.of("ownerId", "987654321")).then().statusCode(400).body("message", containsString("gone"));
        Map<String, Object> body = stage.body(Map.of());
        body.put("connectionId", stage.connect(stage.gitlab.projectToken(stage.place, 40, "api")));
        stage.post("gitlab-access-token", body)
                .then()
                .statusCode(400)
                .body("message", containsString("tokens of projects and groups never may"));

        assertThat(stage.rotations()).isZero();
        assertThat(stage.working()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "owner, instance",
        "ownerId, harbour/lighthouse",
        "ownerId, 0",
        "name, ' '",
        "lifetimeDays, 31",
        "lifetimeDays, 401",
        "accessLevel, 35",
        "keepOldHours, -1",
        "keepOldHours, 2161"
    })
    void badRules_areRefused(String field, String value) {
        Object given = value.matches("-?[0-9]+") && !field.equals("ownerId") ? Integer.valueOf(value) : value;

        stage.post(Map.of(field, given)).then().statusCode(422).body(containsString(field));
    }

    @Test
    void owner_cannotBeChanged_scopesCan() {
        String id = stage.create(Map.of());
        String path = TokenStage.ROUTE + "gitlab-access-token/" + id;

        given().auth()
                .oauth2(stage.keeper)
                .contentType("application/json")
                .body(Map.of("parameters", Map.of("token", stage.rules(Map.of("ownerId", "20")))))
                .patch(path)
                .then()
                .statusCode(422);
        given().auth()
                .oauth2(stage.keeper)
                .contentType("application/json")
                .body(Map.of("parameters", Map.of("token", stage.rules(Map.of("scopes", List.of("api"))))))
                .patch(path)
                .then()
                .statusCode(200);

        stage.rotate(id).then().statusCode(200);
        self(stage.secret(id)).body("scopes", equalTo(List.of("api")));
    }

    @Test
    void deletion_leavesTheTokenOrEndsIt() {
        String id = stage.create(Map.of());
        String kept = stage.secret(id);
        stage.delete(id, "").then().statusCode(200);
        await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 0);
        self(kept).statusCode(200);

        String second = stage.create(Map.of());
        String ended = stage.secret(second);
        stage.delete(second, "?revokeGeneratedCredentials=true").then().statusCode(200);
        await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 0);
        self(ended).statusCode(401);
    }

    @Test
    void projectOfVaultThatIsGone_leavesItsRotationsToAdministrators() {
        String id = stage.create(Map.of());
        String path = TokenStage.ROUTE + "gitlab-access-token/" + id;
        String stranger = VaultStub.allowed(
                        dev.claviger.testkit.TestTokens.identity().orgId(stage.org), UUID.randomUUID())
                .orgRole("member")
                .make();
        given().auth().oauth2(stage.admin).delete(path).then().statusCode(403);

        VaultStub.dropProject(stage.project);

        given().auth().oauth2(stranger).delete(path).then().statusCode(403);
        given().auth().oauth2(stage.admin).delete(path).then().statusCode(200);
        await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 0);
    }

    @Test
    void T13_tokens_standNowhereButInTheSecret() {
        try (LogCanary canary = LogCanary.listen();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            String id = stage.create(Map.of());
            String first = stage.secret(id);
            stage.rotate(id).then().statusCode(200);
            stage.awaitWorking(id, 1);
            var _ = tap.awaitEvent(
                    event -> event.text().contains("retire-credentials")
                            && event.text().contains(id),
                    Duration.ofSeconds(20));

            for (String token : List.of(first, stage.secret(id), stage.ours)) {
                canary.assertSilent(token);
                assertThat(stage.show(id).prettify()).doesNotContain(token);
                assertThat(tap.all(event -> event.text().contains(token))).isEmpty();
            }
        }
    }
}
