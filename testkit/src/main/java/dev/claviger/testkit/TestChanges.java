package dev.claviger.testkit;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Changes as vault-service would tell them, in the topic that the service under test listens to. */
public final class TestChanges {
    private TestChanges() {}

    /** Returns when the broker has it. */
    public static void send(UUID projectId, String change) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, RealEngines.kafka().bootstrapServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            var _ = producer.send(new ProducerRecord<>(RealEngines.SECRET_CHANGES, projectId.toString(), change))
                    .get();
        }
    }
}
