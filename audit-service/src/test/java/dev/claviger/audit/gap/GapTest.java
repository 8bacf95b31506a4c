package dev.claviger.audit.gap;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Events that a producer has numbered and that never arrive do not stay unnoticed. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class GapTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    GapStore store;

    private final UUID org = UUID.randomUUID();

    @Test
    void T14_gapThatStaysOpen_isOneAlert_andEndsWhenItIsFilled() {
        try (Feed feed = new Feed()) {
            feed.send(Feed.read(org));
            feed.skipTo(3);
            feed.send(Feed.read(org));

            await().atMost(SOON).until(() -> alerts(feed).equals(List.of(feed.boot() + ":2")));
            await().atMost(SOON).until(() -> told(feed, "alert.raised") == 1);
            assertThat(Rows.find("SELECT facts ->> 'missing' FROM alert WHERE subject = ?", feed.boot() + ":2"))
                    .containsExactly("2");

            feed.sendBytes(org.toString(), feed.encodeAs(Feed.read(org), 2));
            feed.sendBytes(org.toString(), feed.encodeAs(Feed.read(org), 3));

            await().atMost(SOON).until(() -> told(feed, "alert.closed") == 1);
            assertThat(alerts(feed)).hasSize(1);
        }
    }

    /** Someone answers for what is lost, and the next loss is seen all the same. */
    @Test
    void T14_gapThatAnAdministratorAccepts_isNotCountedAnyMore_andTheNextOneIs() {
        String operator = TestTokens.admin(UUID.fromString("0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a"))
                .make();
        try (Feed feed = new Feed()) {
            feed.send(Feed.read(org));
            feed.skipTo(2);
            feed.send(Feed.read(org));
            await().atMost(SOON).until(() -> counted(feed).equals(List.of(2L)));
            String subject = "producer-gap:" + feed.boot() + ":2";
            await().atMost(SOON).until(() -> conditions(operator, subject).size() == 1);

            given().auth()
                    .oauth2(operator)
                    .contentType(ContentType.JSON)
                    .body(Map.of("state", "resolved", "note", "the disk of the broker was lost"))
                    .patch("/api/x/alerts/" + conditions(operator, subject).getFirst())
                    .then()
                    .statusCode(200);

            assertThat(counted(feed)).isEmpty();
            feed.skipTo(4);
            feed.send(Feed.read(org));
            await().atMost(SOON).until(() -> counted(feed).equals(List.of(4L)));
            await().atMost(SOON).until(() -> alerts(feed).contains(feed.boot() + ":4"));
        }
    }

    private List<Long> counted(Feed feed) {
        return store.open().await().atMost(SOON).stream()
                .filter(gap -> gap.boot().equals(feed.boot()))
                .map(Gap::first)
                .toList();
    }

    private static List<String> conditions(String operator, String subject) {
        return given().auth()
                .oauth2(operator)
                .queryParam("rule", "R20")
                .queryParam("subject", subject)
                .get("/api/x/alerts")
                .then()
                .statusCode(200)
                .extract()
                .path("alerts.id");
    }

    @Test
    void orderThatIsMixedUp_isNoGap() {
        try (Feed feed = new Feed()) {
            feed.sendBytes(org.toString(), feed.encodeAs(Feed.read(org), 2));
            feed.sendBytes(org.toString(), feed.encodeAs(Feed.read(org), 1));
            try (Feed other = new Feed()) {
                other.skipTo(1);
                other.send(Feed.read(org));
                await().atMost(SOON).until(() -> !alerts(other).isEmpty());
            }

            assertThat(alerts(feed)).isEmpty();
        }
    }

    private static List<Object> alerts(Feed feed) {
        return Rows.find(
                "SELECT subject FROM alert WHERE facts ->> 'bootId' = ?",
                feed.boot().toString());
    }

    private static int told(Feed feed, String name) {
        return Rows.find(
                        "SELECT 1 FROM trail WHERE org = 'platform' AND name = ? AND metadata ->> 'bootId' = ?",
                        name,
                        feed.boot().toString())
                .size();
    }
}
