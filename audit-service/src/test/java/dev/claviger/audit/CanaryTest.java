package dev.claviger.audit;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** What must not be told is told nowhere: log, metrics, events and error bodies, with good and bad requests. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class CanaryTest {
    private static final String LOGS = "/api/v1/organization/audit-logs";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final UUID org = UUID.randomUUID();
    private final String token = TestTokens.admin(org).make();
    private final String expired = TestTokens.admin(org).expired().make();
    private final String databasePassword = RealEngines.config("audit").getOrDefault("claviger.database.password", "");

    @Test
    void T13_tokensAndPasswords_areToldNowhere() {
        try (LogCanary canary = LogCanary.listen();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            String answers = ask(token, LOGS)
                    + ask(expired, LOGS)
                    + ask(token, LOGS + "?eventType=unknown")
                    + ask(token, "/api/v1/nowhere")
                    + ask(token, "/q/health/ready")
                    + ask(token, "/q/metrics");
            RealEngines.postgres().stop();
            try {
                answers += ask(token, LOGS);
            } finally {
                RealEngines.postgres().start();
            }

            canary.assertSilent(signature(token), signature(expired), databasePassword);
            assertThat(answers).doesNotContain(signature(token), signature(expired), databasePassword);
            assertThat(tap.all().toString()).doesNotContain(signature(token), signature(expired));
        }
    }

    /** A producer gone wrong must not make us spread what it leaked. */
    @Test
    void T13_contentsOfPoison_areOnlyInQuarantine() {
        String mark = LogCanary.mark("value");
        try (LogCanary canary = LogCanary.listen();
                Feed feed = new Feed()) {
            RecordMetadata broken = feed.sendBytes(mark, ("{\"secretValue\":\"" + mark).getBytes(UTF_8));
            RecordMetadata nameless = feed.sendBytes(mark, ("{\"id\":\"" + mark + "\"}").getBytes(UTF_8));
            awaitQuarantine(broken);
            awaitQuarantine(nameless);

            canary.assertSilent(mark);
            assertThat(ask(token, "/q/metrics")).doesNotContain(mark);
            assertThat(Rows.find("SELECT event FROM trail WHERE name = 'audit.record.quarantined'").stream()
                            .map(event -> new String((byte[]) event, UTF_8)))
                    .isNotEmpty()
                    .noneMatch(event -> event.contains(mark));
        }
    }

    private static void awaitQuarantine(RecordMetadata poison) {
        await().atMost(SOON)
                .until(() -> !Rows.find(
                                "SELECT 1 FROM quarantine WHERE part = ? AND record_offset = ?",
                                poison.partition(),
                                poison.offset())
                        .isEmpty());
    }

    private static String ask(String token, String path) {
        return given().auth().oauth2(token).get(path).asString();
    }

    private static String signature(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }
}
