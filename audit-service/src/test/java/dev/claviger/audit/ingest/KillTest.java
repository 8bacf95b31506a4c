package dev.claviger.audit.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import dev.claviger.verifier.LogReport;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sequencer's session is killed at each step of its transaction, and at the commit: no gap, no duplicate, one tree. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class KillTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Enough for a full tile. */
    private static final int EVENTS = 300;

    private final VerifiableLog log = new VerifiableLog();
    private String table = "";

    @AfterEach
    void disarm() {
        Rows.execute("DROP TRIGGER IF EXISTS kill ON " + table + "; DROP SEQUENCE IF EXISTS kills");
    }

    @ParameterizedTest
    @CsvSource({
        "source_offset, BEFORE UPDATE, ''",
        "event_key, BEFORE INSERT, ''",
        "quarantine, BEFORE INSERT, ''",
        "log_state, BEFORE UPDATE, ''",
        "trail, BEFORE INSERT, ''",
        "trail_secret, BEFORE INSERT, ''",
        "leaf, BEFORE INSERT, ''",
        "tile, BEFORE INSERT, ''",
        "producer_state, BEFORE INSERT OR UPDATE, ''",
        "source_offset, AFTER UPDATE, DEFERRABLE INITIALLY DEFERRED"
    })
    void T15_killedSequencer_leavesNoGapAndNoDuplicate(String step, String moment, String deferred) {
        arm(step, moment, deferred);

        List<Object> sent = send();

        await().atMost(SOON).until(() -> Rows.log(log.org).size() >= EVENTS);
        assertThat(kills())
                .as("the transaction was killed once and came this far again")
                .isGreaterThan(1);
        assertThat(Rows.log(log.org)).containsExactlyElementsOf(sent);
        assertThat(Rows.indexes(log.org))
                .containsExactlyElementsOf(LongStream.range(0, EVENTS)
                        .boxed()
                        .map(Object.class::cast)
                        .toList());
        log.awaitSigned(EVENTS);
        LogReport report = log.verify(Optional.empty());
        assertThat(report.isSound()).isTrue();
        assertThat(report.payloads().verified()).isGreaterThanOrEqualTo(EVENTS);
    }

    private List<Object> send() {
        List<Object> ids = new ArrayList<>();
        try (Feed feed = new Feed()) {
            feed.sendBytes(log.org.toString(), ("no event of " + log.org).getBytes(UTF_8));
            for (int each = 0; each < EVENTS; each++) {
                AccessEvent event = feed.send(Feed.read(log.org));
                ids.add(event.id());
            }
        }
        return ids;
    }

    /** The first session that comes to this step dies there, as if the server had been stopped; a sequence remembers it. */
    private void arm(String step, String moment, String deferred) {
        table = step;
        Rows.execute("""
                CREATE SEQUENCE kills;
                CREATE OR REPLACE FUNCTION kill_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN
                    IF nextval('kills') = 1 THEN
                        PERFORM pg_terminate_backend(pg_backend_pid());
                        PERFORM pg_sleep(5);
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE %s TRIGGER kill %s ON %s %s FOR EACH ROW EXECUTE FUNCTION kill_first()
                """.formatted(deferred.isEmpty() ? "" : "CONSTRAINT", moment, step, deferred));
    }

    private static long kills() {
        return (Long) Rows.find("SELECT last_value FROM kills").getFirst();
    }
}
