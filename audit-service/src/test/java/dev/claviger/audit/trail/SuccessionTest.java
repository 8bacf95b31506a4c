package dev.claviger.audit.trail;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.audit.shard.Quarter;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import dev.claviger.verifier.Checkpoint;
import dev.claviger.verifier.VerifierKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A quarter ends: its log is closed for good, and the next one begins where it ended. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class SuccessionTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    TrailStore trail;

    @Inject
    Pool pool;

    private final VerifiableLog log = new VerifiableLog();

    @Test
    void T15_shards_areChainedAcrossTheQuarter() {
        log.grow(2);
        String oldPrefix = log.prefix();
        String oldKey = log.verifierKey();

        append(nextQuarter());
        log.awaitSigned(5);

        assertThat(log.shard()).isEqualTo(Quarter.of(nextQuarter()).text());
        assertThat(entry(log.prefix(), 0)).contains("\"type\":\"shard.open\"");
        Checkpoint closed = Checkpoint.open(
                given().auth().oauth2(log.token).get(oldPrefix + "/checkpoint").asString(),
                VerifierKey.parse(oldKey),
                List.of());
        assertThat(closed.size()).isEqualTo(3);
        assertThat(entry(oldPrefix, 2)).contains("\"type\":\"shard.close\"", "\"vkey\":\"" + log.verifierKey() + "\"");
        assertThat(entry(log.prefix(), 0))
                .contains("\"prev\":{\"origin\":\"%s\",\"size\":3,\"root\":\"%s\"}"
                        .formatted(closed.origin(), Base64.getEncoder().encodeToString(closed.root())));
        assertThat(log.verify(Optional.empty()).isSound()).isTrue();
        assertThat(Rows.indexes(log.org)).startsWith(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void clockThatJumpsBack_opensNoOlderQuarter() {
        log.grow(1);
        append(nextQuarter());
        String open = log.shard();

        log.grow(1);

        assertThat(log.shard()).isEqualTo(open);
    }

    @Test
    void T15_logThatWasGivenUp_goesOnUnderAnotherName() {
        log.grow(2);
        String first = log.shard();
        Rows.execute("UPDATE log_state SET given_up = 'restored' WHERE org = '" + log.org + "'");

        log.grow(1);

        assertThat(log.shard()).isEqualTo(first + ".2");
        assertThat(entry(log.prefix(), 0)).contains("\"type\":\"shard.open\"", "\"size\":2");
        assertThat(Rows.find(
                        "SELECT broken FROM shard_end e JOIN shard s ON s.id = e.shard_id WHERE s.org = ?",
                        log.org.toString()))
                .containsExactly("restored");
    }

    @Test
    void T15_edge_cannotBeChangedWithoutGrowth() {
        log.grow(1);

        assertThatThrownBy(() -> Rows.execute("UPDATE log_state SET edge = '' WHERE org = '" + log.org + "'"))
                .hasMessageContaining("a log only grows");
        assertThatThrownBy(() -> Rows.execute("UPDATE log_state SET shard_id = NULL WHERE org = '" + log.org + "'"))
                .hasMessageContaining("a log only grows");
    }

    private String entry(String prefix, int index) {
        byte[] bundle = given().auth()
                .oauth2(log.token)
                .get(prefix + "/tile/entries/000.p/" + (index + 1))
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        String text = new String(bundle, UTF_8);
        return text.substring(text.lastIndexOf("{\"v\":1"));
    }

    private void append(Instant receivedAt) {
        try (Feed feed = new Feed()) {
            AccessEvent event = Feed.read(log.org);
            byte[] bytes = feed.encode(event);
            Entry entry = new Entry(
                    log.org.toString(), event.id(), event.time(), RecordedEvent.read(bytes), Buffer.buffer(bytes));
            pool.withTransaction(transaction -> trail.append(transaction, List.of(entry), receivedAt))
                    .await()
                    .atMost(SOON);
        }
    }

    /** Its first minute. */
    private static Instant nextQuarter() {
        Quarter now = Quarter.of(Instant.now());
        int month = now.number() % 10 * 3 + 1;
        int year = now.number() / 10 + (month > 12 ? 1 : 0);
        return LocalDate.of(year, month > 12 ? 1 : month, 1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }
}
