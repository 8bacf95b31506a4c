package dev.claviger.audit.ingest;

import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * Measures, asserts nothing, and is not run with the tests: {@code ./mvnw -pl audit-service verify -Dtest=IngestThroughput}. Prints how
 * fast a backlog is sequenced, and how long events take from the broker into the trail at 2,000 a second.
 */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class IngestThroughput {
    private static final int BACKLOG = 40_000;
    private static final int RATE = 2_000;
    private static final Duration PACED = Duration.ofSeconds(15);

    @Test
    void measure() {
        try (Feed feed = new Feed();
                KafkaProducer<String, byte[]> kafka = producer()) {
            var _ = backlog(feed, kafka, 10_000);
            System.out.printf("%nTHROUGHPUT backlog, one log: %.0f events/s%n", backlog(feed, kafka, BACKLOG));
            paced(feed, kafka);
        }
    }

    private static double backlog(Feed feed, KafkaProducer<String, byte[]> kafka, int events) {
        UUID org = UUID.randomUUID();
        List<byte[]> encoded = encode(feed, org, events);
        long begin = System.nanoTime();
        for (byte[] bytes : encoded) {
            var _ = kafka.send(new ProducerRecord<>(RealEngines.ACCESS_EVENTS, org.toString(), bytes));
        }
        kafka.flush();
        while (size(org) < events) {
            LockSupport.parkNanos(10_000_000);
        }
        return events / ((System.nanoTime() - begin) / 1e9);
    }

    private static void paced(Feed feed, KafkaProducer<String, byte[]> kafka) {
        UUID org = UUID.randomUUID();
        int events = (int) (RATE * PACED.toSeconds());
        List<byte[]> encoded = encode(feed, org, events);
        long[] sent = new long[events];
        long[] seen = new long[events];
        AtomicLong done = new AtomicLong();
        Thread watcher = Thread.ofPlatform().start(() -> watch(org, seen, done));
        long begin = System.nanoTime();
        for (int i = 0; i < events; i++) {
            LockSupport.parkNanos(begin + i * (1_000_000_000L / RATE) - System.nanoTime());
            sent[i] = System.nanoTime();
            var _ = kafka.send(new ProducerRecord<>(RealEngines.ACCESS_EVENTS, org.toString(), encoded.get(i)));
        }
        while (done.get() < events) {
            LockSupport.parkNanos(10_000_000);
        }
        watcher.interrupt();
        long[] waits = IntStream.range(0, events)
                .mapToLong(i -> seen[i] - sent[i])
                .sorted()
                .toArray();
        System.out.printf(
                "%nTHROUGHPUT paced %d/s: p50 %d ms, p99 %d ms, max %d ms%n",
                RATE,
                waits[events / 2] / 1_000_000,
                waits[events * 99 / 100] / 1_000_000,
                Arrays.stream(waits).max().orElse(0) / 1_000_000);
    }

    private static void watch(UUID org, long[] seen, AtomicLong done) {
        int known = 0;
        while (!Thread.currentThread().isInterrupted() && known < seen.length) {
            long size = Math.min(size(org), seen.length);
            for (; known < size; known++) {
                seen[known] = System.nanoTime();
            }
            done.set(known);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static long size(UUID org) {
        List<Object> size = Rows.find("SELECT size FROM log_state WHERE org = ?", org.toString());
        return size.isEmpty() ? 0 : (Long) size.getFirst();
    }

    private static List<byte[]> encode(Feed feed, UUID org, int events) {
        List<byte[]> encoded = new ArrayList<>(events);
        for (int i = 0; i < events; i++) {
            encoded.add(feed.encode(Feed.read(org)));
        }
        return encoded;
    }

    private static KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", RealEngines.kafka().bootstrapServers(), "acks", "all", "linger.ms", 2),
                new StringSerializer(),
                new ByteArraySerializer());
    }
}
