package dev.claviger.vault.feed;

import dev.claviger.kernel.GroupConsumer;
import dev.claviger.kernel.KafkaConnection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** How to read the topic of changes. */
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
        return new KafkaConsumer<>(
                kafka.consumer(clientId, "latest"), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** A member of a group that shares the partitions among its members and begins at the beginning. */
    public GroupConsumer member(
            String clientId, String group, Function<List<ConsumerRecord<String, byte[]>>, Uni<Void>> work) {
        return new GroupConsumer(kafka, clientId, name, group, work);
    }
}
