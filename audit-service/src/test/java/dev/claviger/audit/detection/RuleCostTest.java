package dev.claviger.audit.detection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.audit.Rows;
import dev.claviger.audit.detection.Detector.Stretch;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
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

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void ordinaryReads_costLittle() {
        AccessEvent first = scene.read(1);
        scene.happens(List.of(first.by(
                new Actor("identity", scene.identity.toString(), "shop-deploy", "oidc-auth", "t1"),
                scene.jobs.org,
                first.provenance())));
        copyTheFirst();
        long end = BEHIND + BATCH + 1L;
        List<Seen> entries = cursors.reading(
                        reading -> cursors.entries(reading, scene.jobs.org.toString(), end - BATCH, end))
                .await()
                .atMost(ENOUGH);
        Stretch stretch = new Stretch(scene.jobs.org.toString(), end - BATCH, end, entries);
        assertThat(entries).hasSize(BATCH);

        List<String> costs = new ArrayList<>();
        long begin = System.nanoTime();
        for (DetectionRule rule : book.rules()) {
            long before = System.nanoTime();
            var _ = cursors.reading(reading -> detector.look(reading, rule, Map.of(), stretch))
                    .await()
                    .atMost(Duration.ofSeconds(30));
            costs.add(rule.id() + "=" + (System.nanoTime() - before) / 1_000_000);
        }
        Duration all = Duration.ofNanos(System.nanoTime() - begin);

        Log.infof("cost of %d entries in ms: all=%d %s", BATCH, all.toMillis(), costs);
        assertThat(all).isLessThan(ENOUGH);
    }

    /** Most over 27 days, the last 3,000 within five minutes. */
    private void copyTheFirst() {
        Rows.execute("""
        CREATE TEMP TABLE more AS SELECT t.*, n FROM trail t, generate_series(1, %2$d) n WHERE t.org = '%1$s' AND t.idx = 0;
        UPDATE more SET idx = n, event_id = gen_random_uuid(),
            occurred_at = now() - CASE WHEN n > %2$d - 3000 THEN (%2$d - n) * interval '100 milliseconds'
                ELSE interval '10 minutes' + (%2$d - n) * interval '115 seconds' END,
            client_ip = ('198.51.' || n %% 3 || '.' || n %% 250)::inet;
        ALTER TABLE more DROP COLUMN n;
        INSERT INTO trail SELECT * FROM more;
        CREATE TEMP TABLE secrets AS SELECT s.*, n FROM trail_secret s, generate_series(1, %2$d) n WHERE s.org = '%1$s';
        UPDATE secrets SET idx = n, event_id = gen_random_uuid();
        ALTER TABLE secrets DROP COLUMN n;
        INSERT INTO trail_secret SELECT * FROM secrets;
        DROP TABLE more, secrets;
        ANALYZE trail; ANALYZE trail_secret;
        """.formatted(scene.jobs.org, BEHIND + BATCH));
    }
}
