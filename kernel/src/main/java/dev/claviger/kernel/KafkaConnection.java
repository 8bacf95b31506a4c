package dev.claviger.kernel;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
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
}
