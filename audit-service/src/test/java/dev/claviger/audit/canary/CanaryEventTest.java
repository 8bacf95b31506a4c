package dev.claviger.audit.canary;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.audit.Rows;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The canary goes all the way, and its silence is noticed. */
@QuarkusTest
@TestProfile(CanaryEventTest.Impatient.class)
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class CanaryEventTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String ROUTE = "/api/x/logs/canary";

    private final UUID org = UUID.randomUUID();
    private final String token = TestTokens.admin(org).make();

    /** Does not wait a minute. */
    public static final class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("claviger.audit.canary.interval", "PT1S", "claviger.audit.canary.limit", "PT6S");
        }
    }

    @Test
    void T14_canary_isProvedUpToASignedCheckpoint() {
        await().atMost(SOON).until(() -> show().getString("state").equals("proven"));

        JsonPath status = show();
        assertThat(status.getLong("millisToProof")).isBetween(0L, 6_000L);
        String event = status.getString("eventId");
        assertThat(Rows.find("SELECT name FROM trail WHERE org = 'platform' AND event_id = ?", UUID.fromString(event)))
                .containsExactly("audit-canary");
        assertThat(Rows.find(
                        "SELECT max(c.size) > ? FROM signed_checkpoint c JOIN shard s ON s.id = c.shard_id WHERE s.origin = ?",
                        status.getLong("index"),
                        status.getString("log")))
                .containsExactly(true);
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("claviger_audit_canary_overdue"))
                .body(containsString("claviger_audit_canary_proven_seconds_count"));
        given().get("/q/health/ready").then().body(containsString("\"name\": \"canary\""));
    }

    /** Kafka away: events are durable in outboxes, but the log is silent, and that is what an alert is for. */
    @Test
    void T14_silence_isAnAlert_thatEndsWhenTheNextCanaryArrives() {
        await().atMost(SOON).until(() -> show().getString("state").equals("proven"));
        RealEngines.kafka().stop();
        try {
            await().atMost(SOON).until(() -> show().getString("state").equals("overdue"));
            assertThat(show().getString("problem")).contains("not in a signed log in time");
            await().atMost(SOON).until(() -> open() == 1);
        } finally {
            RealEngines.kafka().start();
        }

        await().atMost(SOON).until(() -> show().getString("state").equals("proven") && open() == 0);
        await().atMost(SOON).until(() -> told("alert.raised") > 0 && told("alert.closed") > 0);
    }

    @Test
    void T14_members_mayNotLook_andTheRefusalIsRecorded() {
        String member = TestTokens.identity().orgId(org).orgRole("member").make();

        given().auth().oauth2(member).get(ROUTE).then().statusCode(403);

        await().atMost(SOON)
                .until(() -> Rows.find(
                                        "SELECT 1 FROM trail WHERE org = ? AND name = 'audit-canary-read' AND outcome = 'denied'",
                                        org.toString())
                                .size()
                        == 1);
    }

    private JsonPath show() {
        return given().auth()
                .oauth2(token)
                .get(ROUTE)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static int open() {
        return Rows.find("SELECT 1 FROM alert a WHERE kind = 'canary' AND NOT EXISTS"
                        + " (SELECT FROM alert_end e WHERE e.alert_id = a.id)")
                .size();
    }

    private static int told(String name) {
        return Rows.find(
                        "SELECT 1 FROM trail WHERE org = 'platform' AND name = ? AND metadata ->> 'kind' = 'canary'",
                        name)
                .size();
    }
}
