package dev.claviger.audit.detection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.audit.Rows;
import dev.claviger.audit.detection.Detector.Chosen;
import dev.claviger.audit.detection.Detector.Stretch;
import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.event.EventEncoder;
import dev.claviger.testkit.RealEngines;
import io.quarkus.logging.Log;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the rules cost at ordinary reads of a busy actor: it is bounded, whatever lies behind. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class RuleCostTest {
    private static final int BEHIND = 20_000;
    private static final int BATCH = 500;
    private static final Duration ENOUGH = Duration.ofSeconds(2);

    @Inject
    CursorStore cursors;

    @Inject
    Detector detector;

    @Inject
    RuleBook book;

    private static final Chosen NOTHING = new Chosen(Map.of(), Networks.NONE);

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void ordinaryReads_costLittle() {
        Stretch stretch = afterMany("");

        List<String> costs = new ArrayList<>();
        long begin = System.nanoTime();
        for (DetectionRule rule : book.rules()) {
            long before = System.nanoTime();
            var _ = cursors.reading(reading -> detector.look(reading, rule, NOTHING, stretch))
                    .await()
                    .atMost(Duration.ofSeconds(30));
            costs.add(rule.id() + "=" + (System.nanoTime() - before) / 1_000_000);
        }
        Duration all = Duration.ofNanos(System.nanoTime() - begin);

        Log.infof("cost of %d entries in ms: all=%d %s", BATCH, all.toMillis(), costs);
        assertThat(all).isLessThan(ENOUGH);
    }

    /**
     * The newest entries are of all kinds that a rule looks at, and all rules look at them. A small partition of another month may be read as a whole, which is
     * cheaper.
     */
    @Test
    void noRule_readsAWholePartition() {
        Stretch newest = afterMany("""
            UPDATE more SET outcome = CASE WHEN n %% 2 = 0 THEN 'denied' ELSE 'success' END,
                name = (ARRAY['login-identity-oidc-auth', 'audit-logs-exported', 'delete-secret', 'approval-request-review',
                    'select-organization', 'create-service-token', 'disable-identity', 'revoke-access-token'])[1 + n / 2 %% 8],
                actor_type = (ARRAY['identity', 'user', 'service'])[1 + n %% 3], job_id = '7', issuer = 'https://gitlab.example.com',
                metadata = jsonb_build_object('identityAccessTokenId', 't1', 'idTokenId', 'i' || n / 20, 'identityId', actor_id,
                    'status', 'approved', 'sessionId', 't1', 'serviceTokenId', 't1')
            WHERE n > %1$d AND n %% 5 > 0
            """.formatted(BEHIND));
        List<Seen> kinds = Stream.of(
                        scene.now("login-identity-oidc-auth").denied("no"),
                        scene.now("login-identity-oidc-auth"),
                        scene.now("audit-logs-exported"),
                        scene.now("delete-secret"),
                        scene.now("approval-request-review"))
                .map(RuleCostTest::seen)
                .toList();
        Stretch stretch = new Stretch(
                newest.org(),
                newest.from(),
                newest.to(),
                Stream.concat(newest.entries().stream(), kinds.stream()).toList());
        Chosen lists = new Chosen(
                Map.of(),
                new Networks(1, List.of(new Networks.Named("pool", List.of("198.51.0.0/17", "203.0.113.0/24")))));

        Map<String, Long> scanned = new TreeMap<>();
        for (DetectionRule rule : book.rules()) {
            long before = read();
            var _ = cursors.reading(reading -> detector.look(reading, rule, lists, stretch)
                            .call(() -> reading.sql()
                                    .query("SELECT pg_stat_force_next_flush()")
                                    .execute()))
                    .await()
                    .atMost(Duration.ofSeconds(30));
            scanned.put(rule.id(), read() - before);
        }

        assertThat(scanned.values())
                .as(scanned.toString())
                .allSatisfy(rows -> assertThat(rows).isLessThan(BEHIND / 10));
    }

    /** Rows of the trail that were read one after the other, not by an index. */
    private static long read() {
        return ((Number) Rows.find(
                                "SELECT coalesce(sum(seq_tup_read), 0)::bigint FROM pg_stat_user_tables WHERE relname LIKE 'trail%'")
                        .getFirst())
                .longValue();
    }

    private static Seen seen(AccessEvent event) {
        byte[] bytes = new EventEncoder("vault-service").encode(event, UUID.randomUUID(), 1);
        return new Seen(Long.MAX_VALUE, event.time(), RecordedEvent.read(bytes));
    }

    /** The newest of many entries, after a change of them. */
    private Stretch afterMany(String change) {
        AccessEvent first = scene.read(1);
        scene.happens(List.of(first.by(
                new Actor("identity", scene.identity.toString(), "shop-deploy", "oidc-auth", "t1"),
                scene.jobs.org,
                first.provenance())));
        copyTheFirst(change);
        long end = BEHIND + BATCH + 1L;
        List<Seen> entries = cursors.reading(
                        reading -> cursors.entries(reading, scene.jobs.org.toString(), end - BATCH, end))
                .await()
                .atMost(ENOUGH);
        assertThat(entries).hasSize(BATCH);
        return new Stretch(scene.jobs.org.toString(), end - BATCH, end, entries);
    }

    /** Most over 27 days, the last 3,000 within five minutes. */
    private void copyTheFirst(String change) {
        Rows.execute("""
        CREATE TEMP TABLE more AS SELECT t.*, n FROM trail t, generate_series(1, %2$d) n WHERE t.org = '%1$s' AND t.idx = 0;
        UPDATE more SET idx = n, event_id = gen_random_uuid(),
            occurred_at = now() - CASE WHEN n > %2$d - 3000 THEN (%2$d - n) * interval '100 milliseconds'
                ELSE interval '10 minutes' + (%2$d - n) * interval '115 seconds' END,
            client_ip = ('198.51.' || n %% 3 || '.' || n %% 250)::inet;
        %3$s;
        ALTER TABLE more DROP COLUMN n;
        INSERT INTO trail SELECT * FROM more;
        CREATE TEMP TABLE secrets AS SELECT s.*, n FROM trail_secret s, generate_series(1, %2$d) n WHERE s.org = '%1$s';
        UPDATE secrets SET idx = n, event_id = gen_random_uuid();
        ALTER TABLE secrets DROP COLUMN n;
        INSERT INTO trail_secret SELECT * FROM secrets;
        DROP TABLE more, secrets;
        ANALYZE trail; ANALYZE trail_secret;
        """.formatted(scene.jobs.org, BEHIND + BATCH, change));
    }
}
