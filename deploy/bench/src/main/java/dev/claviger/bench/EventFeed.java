package dev.claviger.bench;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Access events as vault-service would send them: reads of one secret by a job, in the form of {@code docs/events}. */
final class EventFeed implements AutoCloseable {
    static final String TOPIC = "claviger.access-events";
    static final int SECRETS = 1_000;
    static final int ACTORS = 50;

    private final Random random = new Random(1);
    private final UUID boot = timed(Instant.now());
    private final AtomicLong sequence = new AtomicLong();
    private final KafkaProducer<String, byte[]> kafka;

    EventFeed(String bootstrapServers) {
        kafka = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 2),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** An event that is ready to be sent. */
    record Encoded(String organization, UUID id, Buffer bytes) {}

    /** One that happens now. */
    Encoded next(String organization) {
        Instant time = Instant.now();
        UUID id = timed(time);
        int secret = random.nextInt(SECRETS);
        String text = """
            {"specversion":"1.0","id":"%1$s","source":"/claviger/vault-service","type":"dev.claviger.get-secret","time":"%2$s",\
            "datacontenttype":"application/json","dataschema":"urn:claviger:access-event:1","partitionkey":"%3$s",\
            "producer":"vault-service","bootid":"%4$s","sequence":"%5$020d","data":{"event":"get-secret","outcome":"success",\
            "orgId":"%3$s","actor":{"type":"identity","id":"%6$s","name":"shop-deploy","authMethod":"oidc-auth","tokenId":"%7$s"},\
            "provenance":{"deploymentTier":"production","environment":"production","environmentProtected":"true",\
            "issuer":"https://gitlab.example.com","jobId":"%8$d","jobProjectId":"42","jobProjectPath":"acme/shop","namespaceId":"7",\
            "namespacePath":"acme","pipelineId":"%9$d","pipelineSource":"push","projectId":"42","projectPath":"acme/shop","ref":"main",\
            "refPath":"refs/heads/main","refProtected":"true","refType":"branch","runnerEnvironment":"self-hosted","runnerId":"3",\
            "sha":"5f0c1e7c9d1b4a64a1f4d2b3c8e97f6a5b4c3d2e","subject":"project_path:acme/shop:ref_type:branch:ref:main",\
            "userId":"17","userLogin":"mona"},"projectId":"c0ffee00-1234-4abc-8def-0123456789ab","environment":"prod",\
            "secretPath":"/app","secrets":[{"id":"%10$s","key":"KEY_%11$d","version":3,"environment":"prod","secretPath":"/app"}],\
            "metadata":{"environment":"prod","secretId":"%10$s","secretKey":"KEY_%11$d","secretPath":"/app","secretVersion":3},\
            "origin":{"requestId":"%12$s","ip":"198.51.100.7","userAgent":"cli","route":"GET /api/v4/secrets/KEY_%11$d"}}}""".formatted(
                        id,
                        time,
                        organization,
                        boot,
                        sequence.incrementAndGet(),
                        actor(random.nextInt(ACTORS)),
                        new UUID(random.nextLong(), random.nextLong()),
                        random.nextInt(1_000_000),
                        random.nextInt(100_000),
                        secret(secret),
                        secret,
                        timed(time));
        return new Encoded(organization, id, Buffer.buffer(text));
    }

    void send(Encoded event) {
        var _ = kafka.send(
                new ProducerRecord<>(TOPIC, event.organization(), event.bytes().getBytes()));
    }

    void flush() {
        kafka.flush();
    }

    static UUID secret(int number) {
        return new UUID(0x5ec2e700_0000_4000L, 0x8000_0000_0000_0000L + number);
    }

    static UUID actor(int number) {
        return new UUID(0xac702000_0000_4000L, 0x8000_0000_0000_0000L + number);
    }

    /** A UUID of version 7. */
    private UUID timed(Instant time) {
        long high = (time.toEpochMilli() << 16) | 0x7000 | random.nextInt(0x1000);
        return new UUID(high, 0x8000_0000_0000_0000L | (random.nextLong() >>> 2));
    }

    @Override
    public void close() {
        kafka.close();
    }
}
