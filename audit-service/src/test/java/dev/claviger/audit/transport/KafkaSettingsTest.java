package dev.claviger.audit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {

    /** An operator may set up TLS, but not give up entries. */
    @Test
    void properties_cannotWeakenDelivery() {
        Map<String, Object> settings = new HashMap<>(KafkaTransport.settings(new Cluster(Map.of(
                "security.protocol",
                "SSL",
                "acks",
                "1",
                "enable.idempotence",
                "false",
                "bootstrap.servers",
                "other:1"))));
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);

        ProducerConfig effective = new ProducerConfig(settings);

        assertThat(effective.getString("security.protocol")).isEqualTo("SSL");
        assertThat(effective.getString(ProducerConfig.ACKS_CONFIG)).isEqualTo("-1");
        assertThat(effective.getBoolean(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG))
                .isTrue();
        assertThat(effective.getList(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)).containsExactly("broker:9092");
    }

    private record Cluster(Map<String, String> properties) implements KafkaConfig.Cluster {
        @Override
        public String bootstrapServers() {
            return "broker:9092";
        }

        @Override
        public String topicPrefix() {
            return "claviger.audit.";
        }
    }
}
