package dev.claviger.vault.feed;

import dev.claviger.kernel.GroupConsumer;
import dev.claviger.kernel.KafkaConnection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** How to read the topic of changes: committed messages only, nothing acknowledged by itself. */
@ApplicationScoped
public class ChangeTopic {
    private final String name;
    private final KafkaConnection kafka;

    ChangeTopic(FeedConfig config, KafkaConnection kafka) {
        this.name = config.topic();
        this.kafka = kafka;
    }

    public String name() {
        return name;
    }

    /** A reader of its own, in no group, that goes to the end where it is not told where to begin. */
    public KafkaConsumer<String, byte[]> reader(String clientId) {
        Map<String, Object> settings = kafka.settings();
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** A member of a group that shares the partitions among its members and begins at the beginning. */
    public GroupConsumer member(
            String clientId, String group, Function<List<ConsumerRecord<String, byte[]>>, Uni<Void>> work) {
        return new GroupConsumer(kafka, clientId, name, group, work);
    }
}
