package dev.claviger.audit.checkpoint;

import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.audit.trail.Entry;
import dev.claviger.audit.trail.TrailStore;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.Actor;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Measures, asserts nothing, and is not run with the tests: {@code ./mvnw -pl audit-service verify -Dtest=SigningThroughput}. Prints how long
 * after a burst in 1,000 logs the last of them is signed: logs that are new, logs that have grown, and one alone.
 */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class SigningThroughput {
    private static final int LOGS = 1_000;
    private static final int EACH = 60;
    private static final int BURSTS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Inject
    TrailStore trail;

    @Inject
    Pool pool;

    @Test
    void measure() {
        List<String> warm = organizations(50);
        var _ = burst(warm);
        List<String> many = organizations(LOGS);
        for (int burst = 1; burst <= BURSTS; burst++) {
            System.out.printf("%nSIGNING %d logs, burst %d: all signed after %.2f s%n", LOGS, burst, burst(many));
        }
        System.out.printf("%nSIGNING one log: signed after %.2f s%n", burst(warm.subList(0, 1)));
    }

    private static List<String> organizations(int number) {
        return Stream.generate(() -> UUID.randomUUID().toString()).limit(number).toList();
    }

    /** Committed at once, so that the clock starts when there is something to sign. */
    private double burst(List<String> organizations) {
        List<Entry> entries = organizations.stream()
                .flatMap(org -> Collections.nCopies(EACH, org).stream())
                .map(SigningThroughput::entry)
                .toList();
        pool.withTransaction(transaction -> trail.append(transaction, entries, Instant.now()))
                .await()
                .atMost(LIMIT);
        long begin = System.nanoTime();
        while (unsigned(organizations) > 0 && System.nanoTime() - begin < LIMIT.toNanos()) {
            LockSupport.parkNanos(20_000_000);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static Entry entry(String org) {
        return Entry.ours(org, Feed.begin("get-secret").by(Actor.PLATFORM, UUID.fromString(org), Provenance.NONE), "");
    }

    private static long unsigned(List<String> organizations) {
        return (Long) Rows.find("""
                SELECT count(*) FROM log_state l JOIN shard s ON s.id = l.shard_id WHERE l.org = ANY (string_to_array(?, ','))
                AND NOT EXISTS (SELECT FROM signed_checkpoint c WHERE c.shard_id = s.id AND c.size >= l.size - s.first_index)
                """, String.join(",", organizations)).getFirst();
    }
}
