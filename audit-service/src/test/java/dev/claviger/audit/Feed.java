package dev.claviger.audit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.event.EventEncoder;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.testkit.RealEngines;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A producer of access events on the real broker: one boot of a vault-service, as far as its consumer can tell. */
public final class Feed implements AutoCloseable {
    public static final Ids IDS = new Ids(Clock.systemUTC(), new SecureRandom());

    /** A protected branch job of the right project. */
    public static final Provenance JOB = new Provenance(Map.of(
            "issuer", "https://gitlab.example.com",
            "projectId", "42",
            "projectPath", "acme/shop",
            "pipelineId", "9001",
            "jobId", "88123",
            "ref", "main",
            "refProtected", "true",
            "sha", "5f0c1e7c9d1b4a64a1f4d2b3c8e97f6a5b4c3d2e",
            "environment", "production"));

    private final KafkaProducer<String, byte[]> kafka = new KafkaProducer<>(
            Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    RealEngines.kafka().bootstrapServers(),
                    ProducerConfig.ACKS_CONFIG,
                    "all"),
            new StringSerializer(),
            new ByteArraySerializer());
    private final EventEncoder encoder = new EventEncoder("vault-service");
    private final UUID boot = IDS.next();
    private final AtomicLong sequence = new AtomicLong();

    public UUID boot() {
        return boot;
    }

    /** A read of one secret by a job of this organisation. */
    public static AccessEvent read(UUID org) {
        return read(org, UUID.randomUUID(), "DB_PASSWORD");
    }

    public static AccessEvent read(UUID org, UUID secret, String key) {
        Actor actor = new Actor(
                "identity",
                UUID.randomUUID().toString(),
                "shop-deploy",
                "oidc-auth",
                UUID.randomUUID().toString());
        return begin("get-secret")
                .by(actor, org, JOB)
                .in(UUID.randomUUID(), "prod", "/app")
                .about(List.of(new SecretRef(secret, key, 3, "prod", "/app")));
    }

    public static AccessEvent begin(String name) {
        Origin cli = new Origin(IDS.next().toString(), "198.51.100.7", "cli", "GET /api/v4/secrets/DB_PASSWORD");
        return AccessEvent.begin(IDS.next(), Clock.systemUTC().instant(), name, cli);
    }

    /** Numbers, encodes and sends; returns when the broker has it. */
    @CanIgnoreReturnValue
    public AccessEvent send(AccessEvent event) {
        sendBytes(EventEncoder.key(event), encode(event));
        return event;
    }

    public byte[] encode(AccessEvent event) {
        return encodeAs(event, sequence.incrementAndGet());
    }

    public byte[] encodeAs(AccessEvent event, long number) {
        return encoder.encode(event, boot, number);
    }

    /** Tells of itself that it lives, or has stopped, and has taken so many numbers. */
    public void beat(long last, boolean stopped) {
        AccessEvent heartbeat = begin(EventEncoder.HEARTBEAT).with("last", last).with("stopped", stopped);
        sendBytes(boot.toString(), encodeAs(heartbeat, 0));
    }

    /** The next event gets the number after this one. */
    public void skipTo(long number) {
        sequence.set(number);
    }

    /** Sends as it is; returns where the broker put it. */
    @CanIgnoreReturnValue
    public RecordMetadata sendBytes(@Nullable String key, byte @Nullable [] bytes) {
        return await(kafka.send(new ProducerRecord<String, byte[]>(RealEngines.ACCESS_EVENTS, key, bytes)));
    }

    public RecordMetadata sendTo(int partition, byte[] bytes) {
        return await(kafka.send(new ProducerRecord<>(RealEngines.ACCESS_EVENTS, partition, "any", bytes)));
    }

    private static RecordMetadata await(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (ExecutionException refused) {
            throw new IllegalStateException("the broker refused", refused);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        kafka.close();
    }
}
