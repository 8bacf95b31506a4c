package dev.claviger.sync.run;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.local.gitlabapi.Variable;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class SyncRunTest {
    private static final Variable FOREIGN = Variable.of("FOREIGN", "theirs");

    private Stage stage;

    @BeforeEach
    void begin() {
        stage = new Stage();
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void run_makesVariablesWithTheirFlags_andLeavesForeignOnes() {
        stage.put(FOREIGN);
        stage.holds(Map.of("DB_PASSWORD", "pa$$word-of-prod"));

        String id = stage.synced(
                Map.of("keySchema", "APP_{{secretKey}}"),
                Map.of("targetEnvironment", "production", "shouldMaskSecrets", true, "shouldProtectSecrets", true));

        Variable made = stage.variable("APP_DB_PASSWORD");
        assertThat(made.value()).isEqualTo("pa$$word-of-prod");
        assertThat(made.scope()).isEqualTo("production");
        assertThat(List.of(made.masked(), made.isProtected(), made.raw(), made.hidden()))
                .containsExactly(true, true, true, false);
        assertThat(stage.variables()).containsEntry("FOREIGN", "theirs").hasSize(2);
        JsonPath sync = stage.show(id);
        assertThat(sync.getString("lastSyncJobId")).isNotEmpty();
        assertThat(sync.getString("lastSyncedAt")).isNotEmpty();
        assertThat(sync.getString("lastSyncMessage")).isNull();
    }

    @Test
    void run_changesAndDeletesItsOwn() {
        stage.put(FOREIGN);
        stage.holds(Map.of("A", "first-value", "B", "first-value"));
        String id = stage.synced(Map.of(), Map.of());

        stage.holds(Map.of("A", "second-value", "C", "third-value"));
        JsonPath sync = stage.run(id, "sync-secrets");

        assertThat(sync.getString("syncStatus")).isEqualTo("succeeded");
        assertThat(stage.variables()).isEqualTo(Map.of("A", "second-value", "C", "third-value", "FOREIGN", "theirs"));
        JsonPath run = stage.runs(id);
        assertThat(run.getMap("runs[0].counts")).isEqualTo(Map.of("created", 1, "updated", 1, "deleted", 1));
        assertThat(run.getList("runs[0].variables.key")).containsExactly("A", "B", "C");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", Stage.UNSAID})
    void run_keepsWhatIsGone_unlessDeletingWasAskedFor(String disabled) {
        stage.holds(Map.of("A", "first-value", "B", "first-value"));
        String id = stage.synced(Map.of("disableSecretDeletion", disabled.equals("true") ? true : disabled), Map.of());

        stage.holds(Map.of("A", "first-value"));
        JsonPath sync = stage.run(id, "sync-secrets");

        assertThat(sync.getString("syncStatus")).isEqualTo("succeeded");
        assertThat(stage.variables()).containsKeys("A", "B");
    }

    @Test
    void refusedKey_isNamedWithItsRule_andTheOthersGoOn() {
        stage.holds(Map.of("SHORT", "tiny", "LONG_ENOUGH", "long-enough"));

        String id = stage.create(true, Map.of(), Map.of("shouldMaskSecrets", true));

        stage.awaitStatus(id, "failed");
        assertThat(stage.show(id).getString("lastSyncMessage"))
                .isEqualTo("SHORT: values shorter than 8 characters cannot be masked")
                .doesNotContain("tiny");
        assertThat(stage.variables()).containsOnlyKeys("LONG_ENOUGH");
    }

    /** A folder that is gone lists as empty; that must not empty the destination. */
    @Test
    void T23_goneFolder_changesNothing() {
        stage.holds(Map.of("A", "first-value"));
        String id = stage.synced(Map.of(), Map.of());

        VaultStub.dropFolder(stage.project);
        JsonPath sync = stage.run(id, "sync-secrets");

        assertThat(sync.getString("syncStatus")).isEqualTo("failed");
        assertThat(sync.getString("lastSyncMessage")).contains("no such folder");
        assertThat(stage.variables()).containsEntry("A", "first-value");
    }

    @Test
    void T23_hiddenValue_changesNothing() {
        stage.holds(Map.of("A", "first-value"));
        String id = stage.synced(Map.of(), Map.of());

        VaultStub.answers(
                stage.project,
                Map.of(
                        "secrets",
                        List.of(Map.of(
                                "secretKey", "A", "secretValue", "<hidden-by-infisical>", "secretValueHidden", true)),
                        "imports",
                        List.of()));
        JsonPath sync = stage.run(id, "sync-secrets");

        assertThat(sync.getString("syncStatus")).isEqualTo("failed");
        assertThat(sync.getString("lastSyncMessage")).contains("readValue");
        assertThat(stage.variables()).containsEntry("A", "first-value");
    }

    @Test
    void imports_count_andTheNearerWins() {
        Map<String, Object> own = Map.of("secretKey", "BOTH", "secretValue", "of-the-folder");
        Map<String, Object> first = Map.of(
                "secrets",
                List.of(
                        Map.of("secretKey", "BOTH", "secretValue", "of-the-first"),
                        Map.of("secretKey", "IMPORTED", "secretValue", "of-the-first")));
        Map<String, Object> last =
                Map.of("secrets", List.of(Map.of("secretKey", "IMPORTED", "secretValue", "of-the-last")));
        VaultStub.answers(stage.project, Map.of("secrets", List.of(own), "imports", List.of(first, last)));

        var _ = stage.synced(Map.of(), Map.of());

        assertThat(stage.variables()).isEqualTo(Map.of("BOTH", "of-the-folder", "IMPORTED", "of-the-last"));
    }

    @Test
    void plan_tellsWhatARunWouldDo_andDoesNothing() {
        String value = LogCanary.mark("planned");
        stage.holds(Map.of("A", value));
        String id = stage.manual();

        String plan = stage.post(id, "plan")
                .then()
                .statusCode(200)
                .body("plan[0].key", equalTo("A"))
                .body("plan[0].action", equalTo("create"))
                .body("isSettled", equalTo(false))
                .extract()
                .asString();

        assertThat(plan).doesNotContain(value);
        assertThat(stage.variables()).isEmpty();
        assertThat(stage.show(id).getString("syncStatus")).isNull();
    }

    @Test
    void removal_deletesWhatIsOurs_andNothingElse() {
        stage.put(FOREIGN);
        stage.holds(Map.of("A", "first-value", "B", "first-value"));
        String id = stage.synced(Map.of("disableSecretDeletion", true), Map.of());

        JsonPath sync = stage.run(id, "remove-secrets");

        assertThat(sync.getString("removeStatus")).isEqualTo("succeeded");
        assertThat(sync.getBoolean("isAutoSyncEnabled")).isFalse();
        assertThat(stage.variables()).isEqualTo(Map.of("FOREIGN", "theirs"));
    }

    @Test
    void undo_takesTheLastRunBack_andEndsThatItRunsByItself() {
        stage.put(Variable.of("B", "theirs-before"));
        stage.holds(Map.of("A", "first-value", "B", "overwritten"));
        String id = stage.synced(Map.of(), Map.of());
        assertThat(stage.variables()).containsEntry("B", "overwritten");

        JsonPath sync = stage.run(id, "undo");

        assertThat(sync.getBoolean("isAutoSyncEnabled")).isFalse();
        assertThat(stage.variables()).isEqualTo(Map.of("B", "theirs-before"));
        stage.post(id, "undo").then().statusCode(400).body("message", containsString("no run to take back"));
    }

    @Test
    void comparison_tellsWhatSomebodyChanged_andARunRepairsIt() {
        stage.holds(Map.of("A", "first-value", "B", "first-value"));
        String id = stage.synced(Map.of(), Map.of("shouldMaskSecrets", true));
        stage.put(Variable.of("A", "edited-by-hand"));

        var _ = stage.run(id, "compare");

        JsonPath found = stage.runs(id);
        String compare = "runs.find { it.kind == 'compare' }.";
        assertThat(found.getList(compare + "variables.key")).containsExactly("A");
        assertThat(found.getList(compare + "variables[0].differences", String.class))
                .contains("value", "exposure-grew");
        assertThat(found.getBoolean(compare + "variables[0].exposes")).isTrue();
        assertThat(stage.variables()).containsEntry("A", "edited-by-hand");
        var _ = stage.run(id, "sync-secrets");
        assertThat(stage.variables()).containsEntry("A", "first-value");
        assertThat(stage.variable("A").masked()).isTrue();
    }

    @Test
    void T18_runs_needTheRightToSync() {
        stage.holds(Map.of("A", "first-value"));
        String id = stage.manual();
        String reader = stage.token("read secret-syncs");

        for (String what : List.of("sync-secrets", "remove-secrets", "undo", "compare", "plan")) {
            given().auth()
                    .oauth2(reader)
                    .post(Stage.ROUTE + "/" + id + "/" + what)
                    .then()
                    .statusCode(403);
        }
        given().auth()
                .oauth2(stage.token("sync-secrets secret-syncs"))
                .get(Stage.ROUTE + "/" + id + "/runs")
                .then()
                .statusCode(403);
        assertThat(stage.variables()).isEmpty();
    }

    @Test
    void T5_runs_areInvisibleFromAnotherOrganisation() {
        String id = stage.manual();
        try (Stage other = new Stage()) {
            for (String what : List.of("sync-secrets", "remove-secrets", "undo", "compare", "plan")) {
                other.post(id, what).then().statusCode(404);
            }
            given().auth()
                    .oauth2(other.keeper)
                    .get(Stage.ROUTE + "/" + id + "/runs")
                    .then()
                    .statusCode(404);
        }
    }

    @Test
    void T13_valuesAndTokens_areInNoLogEventOrAnswer() {
        String value = LogCanary.mark("value");
        stage.holds(Map.of("A", value, "BAD KEY", value + "-bad"));
        try (LogCanary canary = LogCanary.listen();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            String id = stage.create(true, Map.of(), Map.of("shouldMaskSecrets", true));
            stage.awaitStatus(id, "failed");
            String answers = stage.post(id, "plan").asString()
                    + stage.show(id).prettify()
                    + stage.runs(id).prettify();
            EventTap.Event ended = tap.awaitEvent(
                    event -> event.text().contains("secret-sync-sync-secrets")
                            && event.text().contains(id)
                            && event.text().contains("platform"),
                    Duration.ofSeconds(20));

            assertThat(ended.text()).contains("BAD KEY").contains("\"syncStatus\":\"failed\"");
            assertThat(answers).contains("BAD KEY").doesNotContain(value, stage.gitlabToken);
            assertThat(tap.all().toString()).doesNotContain(value, stage.gitlabToken);
            canary.assertSilent(value, stage.gitlabToken);
        }
        assertThat(stage.variables()).containsEntry("A", value);
    }
}
