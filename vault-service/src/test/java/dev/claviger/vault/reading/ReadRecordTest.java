package dev.claviger.vault.reading;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No secret leaves unrecorded. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ReadRecordTest {
    private Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh().secret("dev:/", "KEY", "the-value");
    }

    @Test
    void singleRead_tellsWhoReadWhichVersionOutOfWhichJob() {
        safe.update("dev:/", "KEY", Map.of("secretValue", "next"));

        String id = valueAt(safe.read("dev:/", "KEY"), "secret.id");

        JsonPath event = safe.events("get-secret").getLast();
        assertThat(event.getString("type")).isEqualTo("dev.claviger.get-secret");
        assertThat(event.getString("data.outcome")).isEqualTo("success");
        assertThat(event.getString("data.orgId")).isEqualTo(safe.orgId.toString());
        assertThat(event.getString("data.projectId")).isEqualTo(safe.projectId.toString());
        assertThat(event.getString("data.actor.id")).isEqualTo(safe.adminId.toString());
        assertThat(event.getString("data.provenance.pipelineId")).isEqualTo("4711");
        assertThat(event.getMap("data.secrets[0]"))
                .isEqualTo(Map.of("id", id, "key", "KEY", "version", 2, "environment", "dev", "secretPath", "/"));
        assertThat(event.getMap("data.metadata"))
                .isEqualTo(Map.of(
                        "environment", "dev",
                        "secretPath", "/",
                        "secretId", id,
                        "secretKey", "KEY",
                        "secretVersion", 2));
    }

    @Test
    void missingSecret_isRecordedOnce() {
        safe.read("dev:/", "NOPE").then().statusCode(404);

        assertThat(safe.events("get-secret")).singleElement().satisfies(event -> {
            assertThat(event.getString("data.outcome")).isEqualTo("error");
            assertThat(event.getString("data.reason")).contains("not found");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v3/secrets/raw", "/api/v4/secrets", "/api/v3/secrets/raw/KEY", "/api/v4/secrets/KEY"})
    void unrecordableRead_showsNoValue(String route) throws Exception {
        try (Connection connection = RealEngines.connectAsSuperuser("vault");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE outbox_event IN ACCESS EXCLUSIVE MODE");

            Response response = safe.reads("dev:/").get(route);

            response.then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body(at("error", equalTo("ServiceUnavailable")));
            assertThat(response.asString()).doesNotContain("the-value");
            connection.rollback();
        }
    }

    @Test
    void read_reachesKafka() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            safe.list("dev:/").then().statusCode(200);

            EventTap.Event event = tap.awaitEvent(
                    heard -> heard.key().equals(safe.orgId.toString())
                            && heard.text().contains("get-secrets"),
                    Duration.ofSeconds(30));

            assertThat(event.text()).doesNotContain("the-value");
            assertThat(event.json().at("/data/secrets/0/key").asText()).isEqualTo("KEY");
        }
    }

    @Test
    void T25_swappedCiphertextsShowNothing() {
        safe.secret("dev:/", "OTHER", "other-value");
        safe.sql(
                "UPDATE secret_version v SET value = o.value FROM secret s, secret_version o, secret os "
                        + "WHERE v.secret_id = s.id AND s.project_id = ? AND s.key = 'KEY' "
                        + "AND o.secret_id = os.id AND os.project_id = ? AND os.key = 'OTHER'",
                safe.projectId,
                safe.projectId);
        safe.bump();

        for (String route : List.of("/api/v4/secrets", "/api/v4/secrets/KEY")) {
            Response response = safe.reads("dev:/").get(route);

            response.then().statusCode(500).body(at("message", equalTo("Something went wrong")));
            assertThat(response.asString()).doesNotContain("other-value");
        }
    }
}
