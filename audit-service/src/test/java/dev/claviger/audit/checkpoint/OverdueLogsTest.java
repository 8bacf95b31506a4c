package dev.claviger.audit.checkpoint;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the metric counts are logs that wait, not failures that somebody once had. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class OverdueLogsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern GAUGE = Pattern.compile("(?m)^claviger_audit_unsigned_logs(?:\\{[^}]*})? ([0-9.]+)$");

    private final VerifiableLog log = new VerifiableLog();

    @Test
    void T14_logThatWaits_isCounted_untilItIsGivenUp() {
        log.grow(1);
        await().atMost(SOON).until(() -> overdue() >= 0);
        long before = overdue();
        Rows.execute("""
                CREATE OR REPLACE FUNCTION refuse_signature() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
                CREATE TRIGGER refuse BEFORE INSERT ON signed_checkpoint FOR EACH ROW WHEN (NEW.shard_id = %d)
                EXECUTE FUNCTION refuse_signature();
                """.formatted(log.shardId()));
        try (Feed feed = new Feed()) {
            feed.send(Feed.read(log.org));
            await().atMost(SOON).until(() -> Rows.log(log.org).size() > 1);
            Rows.unguarded("UPDATE trail SET received_at = received_at - interval '10 minutes' WHERE org = '%s'"
                    .formatted(log.org));
            await().atMost(SOON).untilAsserted(() -> assertThat(overdue()).isEqualTo(before + 1));

            Rows.execute("UPDATE log_state SET given_up = 'restored' WHERE org = '" + log.org + "'");

            await().atMost(SOON).untilAsserted(() -> assertThat(overdue()).isEqualTo(before));
        } finally {
            Rows.execute("DROP TRIGGER refuse ON signed_checkpoint");
        }
    }

    private static long overdue() {
        Matcher found = GAUGE.matcher(given().get("/q/metrics").asString());
        return found.find() ? (long) Double.parseDouble(found.group(1)) : -1;
    }
}
