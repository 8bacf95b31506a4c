package dev.claviger.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** The one writer of the topic of principals in this JVM. Tests use {@link TestPrincipals}. */
public final class SharedPrincipals {
    private static final long BEAT_NANOS = 300_000_000;
    private static final AtomicBoolean SILENT = new AtomicBoolean();
    private static final AtomicLong VERSION = new AtomicLong();
    private static final KafkaProducer<String, String> PRODUCER = newProducer();

    private static volatile String topic = SharedEngines.topicId(RealEngines.PRINCIPALS);

    static {
        Thread.ofPlatform().daemon().name("test-principals").start(SharedPrincipals::beat);
    }

    private SharedPrincipals() {}

    /** The heart beats from the first call of anything here. */
    public static void start() {
        // the static initialiser has done it
    }

    public static void silence(Boolean wanted) {
        SILENT.set(wanted);
    }

    public static void renewTopic() {
        topic = SharedEngines.renewCompactedTopic(RealEngines.PRINCIPALS);
    }

    /** Kafka finds classes by name through the loader of the thread, which during a test is that of the application. */
    private static KafkaProducer<String, String> newProducer() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(SharedPrincipals.class.getClassLoader());
        try {
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers", RealEngines.kafka().bootstrapServers(),
                    "acks", "all",
                    "max.block.ms", 5_000,
                    "request.timeout.ms", 2_000,
                    "delivery.timeout.ms", 5_000,
                    "reconnect.backoff.max.ms", 500);
            return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Sends a record and waits for the acknowledgement. */
    public static void send(String key, String body) {
        try {
            var _ = PRODUCER.send(message(key, body)).get();
        } catch (ExecutionException refused) {
            throw new IllegalStateException(refused);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static ProducerRecord<String, String> message(String key, String body) {
        ProducerRecord<String, String> message =
                new ProducerRecord<>(RealEngines.PRINCIPALS, 0, key, body.isEmpty() ? null : body);
        message.headers()
                .add("version", Long.toString(VERSION.incrementAndGet()).getBytes(UTF_8));
        return message;
    }

    private static void beat() {
        while (!Thread.currentThread().isInterrupted()) {
            if (!SILENT.get()) {
                tryBeat();
            }
            LockSupport.parkNanos(BEAT_NANOS);
        }
    }

    private static void tryBeat() {
        try {
            var _ = PRODUCER.send(new ProducerRecord<>(
                    RealEngines.PRINCIPALS, 0, "heartbeat", "{\"topic\":\"%s\"}".formatted(topic)));
        } catch (RuntimeException away) {
            // a test has stopped the broker; the next beat may get through
        }
    }
}
