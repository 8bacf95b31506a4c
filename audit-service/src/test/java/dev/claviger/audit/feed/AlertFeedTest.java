package dev.claviger.audit.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.claviger.audit.Rows;
import dev.claviger.audit.detection.Scene;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.EventTap.Event;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every change of an alert is on the topic. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class AlertFeedTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path DOCS = Path.of(System.getProperty("claviger.root"), "docs/events");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Scene scene = new Scene();
    private final EventTap tap = EventTap.on(RealEngines.ALERTS);

    @AfterEach
    void close() {
        tap.close();
        scene.close();
    }

    @Test
    void changes_areOnTheTopic_keyedByTheOrganisation_asTheSchemaSays() throws IOException {
        scene.happens(List.of(scene.read(1).with("honeytoken", true)));
        String alert = scene.alert("R07");
        Scene.as(scene.lena)
                .body(Map.of("state", "acknowledged"))
                .patch("/api/x/alerts/" + alert)
                .then()
                .statusCode(200);

        await(alert + ":acknowledged:1");

        List<Event> told = tap.all(event -> event.key().equals(scene.jobs.org.toString()));
        assertThat(told)
                .extracting(event -> event.json().path("id").asText())
                .containsExactly(alert + ":open:0", alert + ":acknowledged:1");
        JsonSchema schema = schema();
        assertThat(told)
                .allSatisfy(event -> assertThat(schema.validate(event.json())).isEmpty());
    }

    @Test
    void brokerThatIsAway_losesNothing() {
        RealEngines.kafka().stop();
        try {
            Rows.execute("INSERT INTO alert_outbox (org, event) VALUES ('%s', '{\"id\": \"late\"}')"
                    .formatted(scene.jobs.org));
        } finally {
            RealEngines.kafka().start();
        }

        var _ = tap.awaitEvent(event -> event.key().equals(scene.jobs.org.toString()), Duration.ofSeconds(60));
        org.awaitility.Awaitility.await()
                .atMost(SOON)
                .until(() -> Rows.find("SELECT 1 FROM alert_outbox WHERE org = ?", scene.jobs.org.toString())
                        .isEmpty());
    }

    @Test
    void example_followsTheSchema() throws IOException {
        JsonNode example = JSON.readTree(DOCS.resolve("alert.example.json").toFile());

        assertThat(schema().validate(example)).isEmpty();
    }

    private void await(String id) {
        var _ = tap.awaitEvent(event -> event.text().contains(id), SOON);
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(JSON.readTree(DOCS.resolve("alert.schema.json").toFile()));
    }
}
