package dev.claviger.audit.condition;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.audit.Feed;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.Actor;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A log into which no canary comes is an alert by itself: who sends none would not notice that it is late. */
@QuarkusTest
@TestProfile(NoCanaryTest.Silence.class)
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class NoCanaryTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SUBJECT = "no-canary";

    private final String operator = TestTokens.admin(UUID.fromString("0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a"))
            .make();

    /** None of the service's own, and little patience. */
    public static final class Silence implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("claviger.audit.canary.interval", "PT1H", "claviger.audit.conditions.canary-missing", "PT2S");
        }
    }

    @Test
    void T14_noCanaryInTheLog_isTheOperatorsAlert_untilOneArrives() {
        await().atMost(SOON).until(() -> states(operator).contains("open"));
        assertThat(states(new VerifiableLog().token)).isEmpty();
        long ended = ended();

        try (Feed feed = new Feed()) {
            feed.send(Feed.begin("audit-canary").by(Actor.PLATFORM, null, Provenance.NONE));
        }

        await().atMost(SOON).until(() -> ended() > ended);
    }

    private long ended() {
        return states(operator).stream().filter("resolved"::equals).count();
    }

    private static List<String> states(String token) {
        return given().auth()
                .oauth2(token)
                .queryParam("rule", "R20")
                .queryParam("subject", SUBJECT)
                .get("/api/x/alerts")
                .then()
                .statusCode(200)
                .extract()
                .path("alerts.state");
    }
}
