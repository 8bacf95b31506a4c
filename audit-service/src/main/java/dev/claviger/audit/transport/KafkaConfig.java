package dev.claviger.audit.transport;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** Kafka clusters that streams may write to. Organisations choose among them by name; addresses are the operator's alone. */
@ConfigMapping(prefix = "claviger.audit.kafka")
public interface KafkaConfig {

    /** By name: small letters, digits and hyphens. */
    Map<String, Cluster> clusters();

    /** See {@link #clusters}. */
    interface Cluster {

        /** Where its brokers are: {@code host:port}, comma separated. */
        String bootstrapServers();

        /** What the topic of an organisation begins with; its id follows, so that none writes to the topic of another. */
        @WithDefault("claviger.audit.")
        String topicPrefix();

        /** Further settings of the producer, such as those of TLS and SASL. */
        Map<String, String> properties();
    }
}
