package dev.claviger.kernel.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class EventPublisherTest {

    /** As the Kafka client understands them after its own rules: weaker acknowledgements would turn idempotence off without a word. */
    @Test
    void T14_settings_loseAndDoubleNothing_whateverAnOperatorSets() {
        Map<String, Object> operator =
                Map.of("bootstrap.servers", "127.0.0.1:9092", "acks", "0", "enable.idempotence", "false");
        Map<String, Object> settings = new HashMap<>(EventPublisher.settings(operator, Duration.ofSeconds(10)));
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);

        ProducerConfig effective = new ProducerConfig(settings);

        assertThat(effective.getString(ProducerConfig.ACKS_CONFIG)).isEqualTo("-1");
        assertThat(effective.getBoolean(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG))
                .isTrue();
        assertThat(effective.getInt(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION))
                .isLessThanOrEqualTo(5);
        assertThat(effective.getInt(ProducerConfig.RETRIES_CONFIG)).isPositive();
    }
}
