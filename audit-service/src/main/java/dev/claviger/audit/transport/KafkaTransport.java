package dev.claviger.audit.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.claviger.audit.format.Limit;
import dev.claviger.audit.format.Rendered;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A topic per organisation in a Kafka cluster that the operator set up. A Kafka client connects to whatever addresses a broker names, which no
 * guard can check; hence only the operator says where brokers are. A parcel is delivered when all replicas in sync have all of it.
 */
@ApplicationScoped
class KafkaTransport implements Transport {
    private static final int MOST_BYTES_OF_A_RECORD = 990_000;
    private static final Duration METADATA = Duration.ofSeconds(5);
    private static final Duration DELIVERY = Duration.ofSeconds(15);
    private static final int WORKERS = 8;

    private final KafkaConfig config;
    private final WorkerExecutor workers;
    private final Map<String, Producer<String, byte[]>> producers = new ConcurrentHashMap<>();

    KafkaTransport(Vertx vertx, KafkaConfig config) {
        this.config = config;
        this.workers = vertx.createSharedWorkerExecutor("kafka-streams", WORKERS);
    }

    void stop(@Observes ShutdownEvent stopping) {
        producers.values().forEach(producer -> producer.close(Duration.ofSeconds(2)));
    }

    @Override
    public Provider provider() {
        return Provider.KAFKA;
    }

    @Override
    public Capacity capacity(Destination destination) {
        return new Capacity(Integer.MAX_VALUE, Integer.MAX_VALUE, new Limit(MOST_BYTES_OF_A_RECORD, false));
    }

    @Override
    public Uni<Void> send(Destination destination, Parcel parcel) {
        String name = destination.text("cluster");
        KafkaConfig.Cluster cluster = Optional.ofNullable(config.clusters().get(name))
                .orElseThrow(() -> new NotTaken("The operator has set up no Kafka cluster of the name " + name + "."));
        String topic = cluster.topicPrefix() + parcel.org();
        return workers.<Void>executeBlocking(
                () -> {
                    deliver(producers.computeIfAbsent(name, fresh -> producer(settings(cluster))), topic, parcel);
                    return null;
                },
                false);
    }

    /** The topic must be there already for a test. */
    private static void deliver(Producer<String, byte[]> producer, String topic, Parcel parcel)
            throws InterruptedException {
        try {
            var _ = producer.partitionsFor(topic);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Rendered entry : parcel.entries()) {
                sent.add(producer.send(message(topic, parcel, entry)));
            }
            for (Future<RecordMetadata> each : sent) {
                var _ = each.get();
            }
        } catch (KafkaException refused) {
            throw refusal(topic, refused);
        } catch (ExecutionException refused) {
            throw refusal(topic, refused.getCause() instanceof KafkaException cause ? cause : refused);
        }
    }

    private static NotTaken refusal(String topic, Throwable cause) {
        return new NotTaken("The Kafka cluster did not take entries for the topic %s (%s)."
                .formatted(topic, cause.getClass().getSimpleName()));
    }

    private static ProducerRecord<String, byte[]> message(String topic, Parcel parcel, Rendered entry) {
        ProducerRecord<String, byte[]> message =
                new ProducerRecord<>(topic, parcel.org(), entry.json().getBytes());
        String type = parcel.format().mediaType() + "; charset=UTF-8";
        message.headers()
                .add("content-type", type.getBytes(US_ASCII))
                .add("claviger-index", String.valueOf(entry.index()).getBytes(US_ASCII));
        return message;
    }

    private static Producer<String, byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** What guarantees order and delivery is not up to properties. */
    static Map<String, Object> settings(KafkaConfig.Cluster cluster) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "claviger-audit-streams");
        settings.putAll(cluster.properties());
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, METADATA.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) METADATA.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
        return settings;
    }
}
