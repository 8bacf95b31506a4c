package dev.claviger.vault.feed;

import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The topic tells every change, in order, whatever happens to Kafka. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ChangeFeedTest {
    private static final Path SCHEMA = Path.of("..", "docs", "events", "secret-change.schema.json");

    private Safe safe;

    @BeforeEach
    void aSafe() {
        ToldChanges.listen();
        safe = Safe.fresh();
    }

    @Test
    void secrets_areToldByNameAndVersion_neverByValue() throws IOException {
        String value = LogCanary.mark("value");
        safe.secret("dev:/", "KEY", value);
        safe.update("dev:/", "KEY", Map.of("secretValue", value)).then().statusCode(200);
        safe.delete("dev:/", "KEY").then().statusCode(200);

        List<JsonNode> told = ToldChanges.await(safe.projectId, 3);

        assertThat(ToldChanges.kinds(told)).containsExactly("secret:create", "secret:update", "secret:delete");
        JsonNode update = told.get(1);
        assertThat(update.at("/data/environment").asText()).isEqualTo("dev");
        assertThat(update.at("/data/secretPath").asText()).isEqualTo("/");
        assertThat(update.at("/data/environmentId").asText()).hasSize(36);
        assertThat(update.at("/data/secrets/0/key").asText()).isEqualTo("KEY");
        assertThat(update.at("/data/secrets/0/version").asInt()).isEqualTo(2);
        assertThat(update.at("/data/actor/id").asText()).isEqualTo(safe.adminId.toString());
        assertThat(update.at("/data/eventId").asText())
                .isEqualTo(safe.events("update-secret").getFirst().getString("id"));
        assertThat(told.toString()).doesNotContain(value);
        assertThat(told)
                .allSatisfy(message -> assertThat(schema().validate(message)).isEmpty());
    }

    @Test
    void structure_isTold_toTheEndOfTheProject() throws IOException {
        String environments = "/api/v1/projects/%s/environments".formatted(safe.projectId);
        String folders = "/api/v1/folders";
        send(folders, safe.body("dev:/", Map.of("name", "old", "path", "/")));
        safe.asAdmin()
                .body(safe.body("dev:/", Map.of("name", "new", "path", "/")))
                .patch(folders + "/old")
                .then()
                .statusCode(200);
        send(
                "/api/v1/secret-imports",
                Map.of(
                        "workspaceId",
                        safe.projectId,
                        "environment",
                        "dev",
                        "path",
                        "/new",
                        "import",
                        Map.of("environment", "prod", "path", "/")));
        safe.asAdmin()
                .body(safe.body("dev:/", Map.of("path", "/")))
                .delete(folders + "/new")
                .then()
                .statusCode(200);
        String id = valueAt(
                safe.asAdmin()
                        .body(Map.of("name", "Test", "slug", "test"))
                        .post(environments)
                        .then()
                        .statusCode(200)
                        .extract(),
                "environment.id");
        safe.asAdmin()
                .body(Map.of("slug", "qa"))
                .patch(environments + "/" + id)
                .then()
                .statusCode(200);
        safe.asAdmin().delete(environments + "/" + id).then().statusCode(200);
        safe.asAdmin().delete("/api/v1/workspace/" + safe.projectId).then().statusCode(200);

        List<JsonNode> told = ToldChanges.await(safe.projectId, 8);

        assertThat(ToldChanges.kinds(told))
                .containsExactly(
                        "folder:create",
                        "folder:update",
                        "secret:import-mutation",
                        "folder:delete",
                        "environment:create",
                        "environment:update",
                        "environment:delete",
                        "project:delete");
        assertThat(told.get(1).at("/data/folder/path").asText()).isEqualTo("/new");
        assertThat(told.get(1).at("/data/secretPath").asText()).isEqualTo("/");
        assertThat(told.get(2).at("/data/secretPath").asText()).isEqualTo("/new");
        assertThat(told.get(5).at("/data/environment").asText()).isEqualTo("qa");
        assertThat(told.get(5).at("/data/environmentId").asText()).isEqualTo(id);
        assertThat(ToldChanges.revisions(told)).isSorted().doesNotHaveDuplicates();
        assertThat(told)
                .allSatisfy(message -> assertThat(schema().validate(message)).isEmpty());
    }

    @Test
    void move_isToldWhereSecretsGo_andWhereTheyArrive() {
        safe.folder("prod:/app").secret("dev:/", "KEY", "v");
        String id = valueAt(safe.read("dev:/", "KEY").then().extract(), "secret.id");

        safe.asAdmin()
                .body(Map.of(
                        "projectId", safe.projectId,
                        "sourceEnvironment", "dev",
                        "sourceSecretPath", "/",
                        "destinationEnvironment", "prod",
                        "destinationSecretPath", "/app",
                        "secretIds", List.of(id)))
                .post("/api/v4/secrets/move")
                .then()
                .statusCode(200);

        List<JsonNode> told = ToldChanges.await(safe.projectId, 3);
        assertThat(ToldChanges.kinds(told)).containsExactly("secret:create", "secret:delete", "secret:create");
        assertThat(told.get(2).at("/data/environment").asText()).isEqualTo("prod");
        assertThat(told.get(2).at("/data/secretPath").asText()).isEqualTo("/app");
        assertThat(told.get(2).at("/data/part").asInt()).isEqualTo(2);
        assertThat(told.get(2).at("/data/revision")).isEqualTo(told.get(1).at("/data/revision"));
    }

    @Test
    void otherName_isTheEndOfOneSecretAndTheBeginningOfAnother() {
        safe.secret("dev:/", "OLD", "v");

        safe.update("dev:/", "OLD", Map.of("newSecretName", "NEW")).then().statusCode(200);

        List<JsonNode> told = ToldChanges.await(safe.projectId, 3);
        assertThat(ToldChanges.kinds(told)).containsExactly("secret:create", "secret:delete", "secret:create");
        assertThat(told.get(1).at("/data/secrets/0/key").asText()).isEqualTo("OLD");
        assertThat(told.get(2).at("/data/secrets/0/key").asText()).isEqualTo("NEW");
        assertThat(told.get(2).at("/data/secrets/0/id")).isEqualTo(told.get(1).at("/data/secrets/0/id"));
    }

    @Test
    void whatNobodyChanged_isNotToldAgain() {
        safe.secret("dev:/", "KEY", "v");
        safe.asAdmin()
                .body(Map.of("slug", "tag", "color", ""))
                .post("/api/v1/projects/%s/tags".formatted(safe.projectId))
                .then()
                .statusCode(200);
        safe.asAdmin()
                .body(Map.of("name", "Safer"))
                .patch("/api/v1/projects/" + safe.projectId)
                .then()
                .statusCode(200);

        assertThat(ToldChanges.kinds(ToldChanges.await(safe.projectId, 2)))
                .containsExactly("secret:create", "project:update");
    }

    @Test
    void whatDidNotCommit_andWhatIsPersonal_isNotTold() {
        safe.secret("dev:/", "KEY", "v");
        String person = safe.person("admin");

        safe.update("dev:/", "GONE", Map.of("secretValue", "v")).then().statusCode(404);
        safe.create("dev:/", "KEY", Map.of("secretValue", "v")).then().statusCode(400);
        safe.as(person)
                .body(safe.body("dev:/", Map.of("secretValue", "mine", "type", "personal")))
                .post("/api/v4/secrets/KEY")
                .then()
                .statusCode(200);
        safe.update("dev:/", "KEY", Map.of("secretValue", "w")).then().statusCode(200);

        assertThat(ToldChanges.kinds(ToldChanges.await(safe.projectId, 2)))
                .containsExactly("secret:create", "secret:update");
    }

    @Test
    void writesAtOnce_areToldInTheOrderOfRevisions() {
        IntStream.range(0, 40).parallel().forEach(number -> safe.secret("dev:/", "KEY" + number, "v"));

        List<JsonNode> told = ToldChanges.await(safe.projectId, 40);

        List<Long> revisions = ToldChanges.revisions(told);
        assertThat(revisions).hasSize(40).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void kafkaStopped_nothingIsLost_andTheOrderStays() {
        safe.secret("dev:/", "BEFORE", "v");
        RealEngines.kafka().stop();
        try {
            IntStream.range(0, 20).forEach(number -> safe.secret("dev:/", "KEY" + number, "v"));
        } finally {
            RealEngines.kafka().start();
        }
        safe.secret("dev:/", "AFTER", "v");

        List<JsonNode> told = ToldChanges.await(safe.projectId, 22);

        List<Long> revisions = ToldChanges.revisions(told).stream().distinct().toList();
        assertThat(revisions).hasSize(22).isSorted();
        assertThat(told.getLast().at("/data/secrets/0/key").asText()).isEqualTo("AFTER");
    }

    @Test
    void onlyOneReplicaPublishes_andItLeavesNothingBehind() throws SQLException {
        safe.secret("dev:/", "KEY", "v");
        var _ = ToldChanges.await(safe.projectId, 1);

        try (Connection other = RealEngines.connectAsApp("vault");
                Statement sql = other.createStatement()) {
            assertThat(one(sql, "SELECT pg_try_advisory_lock(%d)".formatted(0x636c_6176_6967_6572L)))
                    .isEqualTo("f");
            await().until(() -> one(sql, "SELECT count(*) FROM change_outbox").equals("0"));
        }
    }

    @Test
    void publisherThatLosesItsConnection_goesOnWithoutALoss() throws SQLException {
        safe.secret("dev:/", "BEFORE", "v");
        var _ = ToldChanges.await(safe.projectId, 1);

        try (Connection other = RealEngines.connectAsSuperuser("vault");
                Statement sql = other.createStatement()) {
            assertThat(one(
                            sql,
                            "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND classid = %d"
                                    .formatted(0x636c_6176)))
                    .isEqualTo("1");
        }
        safe.secret("dev:/", "AFTER", "v");

        List<JsonNode> told = ToldChanges.await(safe.projectId, 2);
        assertThat(told.getLast().at("/data/secrets/0/key").asText()).isEqualTo("AFTER");
        assertThat(ToldChanges.revisions(told)).isSorted();
    }

    private static String one(Statement sql, String query) throws SQLException {
        try (ResultSet rows = sql.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private void send(String route, Map<String, ?> body) {
        safe.asAdmin().body(body).post(route).then().statusCode(200);
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(Files.readString(SCHEMA));
    }
}
