package dev.claviger.kernel;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

/** Tells a topic from another that was made later under the same name: what stood in the first one is not in the second. */
@Singleton
public final class TopicIds {
    private final Map<String, Object> settings;
    private @Nullable Admin admin;

    TopicIds(KafkaConnection kafka) {
        settings = kafka.settings();
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "claviger-topics");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    }

    /** The id that Kafka has given to the topic. Fails within seconds when there is no such topic or no broker. */
    public Uni<String> find(String topic) {
        return Uni.createFrom()
                .item(this::admin)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(client -> Uni.createFrom().completionStage(() -> describe(client, topic)))
                .map(found -> found.values().iterator().next().topicId().toString());
    }

    private static CompletionStage<Map<String, TopicDescription>> describe(Admin client, String topic) {
        return client.describeTopics(List.of(topic)).allTopicNames().toCompletionStage();
    }

    private synchronized Admin admin() {
        Admin existing = admin;
        if (existing == null) {
            existing = Admin.create(settings);
            admin = existing;
        }
        return existing;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
