package dev.claviger.kernel;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How Kafka is reached: {@code claviger.kafka.bootstrap-servers}, and what an operator sets as {@code kafka.*}, such as TLS
 * and SASL. Every client begins with these and puts its own settings on top, so that nobody can weaken those.
 */
@Singleton
public final class KafkaConnection {
    private final Map<String, Object> settings;

    KafkaConnection(
            @Identifier("default-kafka-broker") Map<String, Object> given,
            @ConfigProperty(name = "claviger.kafka.bootstrap-servers") String bootstrapServers) {
        settings = new HashMap<>(given);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }

    /** Returns a copy. Values may refer to files, which the Kafka client reads ({@code config.providers}). */
    public Map<String, Object> settings() {
        return new HashMap<>(settings);
    }

    /**
     * Returns the settings of a consumer: it takes committed messages only, acknowledges nothing by itself, makes no topic, and learns
     * within seconds of a broker that is away or back.
     *
     * @param clientId what logs and the broker call it
     * @param startingPoint where it begins when there is nothing at its position: {@code earliest}, {@code latest}, or {@code none} to
     *     fail
     */
    public Map<String, Object> consumer(String clientId, String startingPoint) {
        Map<String, Object> consumer = settings();
        consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, startingPoint);
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        consumer.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        consumer.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        consumer.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        consumer.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        consumer.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return consumer;
    }
}
