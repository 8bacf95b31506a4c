package dev.claviger.auth.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.GroupConsumer;
import dev.claviger.kernel.KafkaConnection;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Hears in the topic of changes of projects that were deleted, on one replica of all (docs/events/secret-change.schema.json). */
@ApplicationScoped
class ProjectEndConsumer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DELETED = "project:delete";

    private final List<ProjectEndListener> listeners;
    private final GroupConsumer consumer;

    private record Ended(UUID orgId, UUID projectId) {}

    ProjectEndConsumer(ChangesConfig config, Instance<ProjectEndListener> listeners, KafkaConnection kafka) {
        this.listeners = listeners.stream().toList();
        this.consumer = new GroupConsumer(kafka, "claviger-project-ends", config.topic(), config.group(), this::take);
    }

    void start(@Observes StartupEvent started) {
        consumer.start();
    }

    void stop(@Observes ShutdownEvent stopping) {
        consumer.stop();
    }

    private Uni<Void> take(List<ConsumerRecord<String, byte[]>> messages) {
        return Multi.createFrom()
                .iterable(messages)
                .onItem()
                .transformToIterable(message -> read(message).stream().toList())
                .onItem()
                .transformToMultiAndConcatenate(ended -> Multi.createFrom()
                        .iterable(listeners)
                        .onItem()
                        .transformToUniAndConcatenate(listener -> listener.ended(ended.orgId(), ended.projectId())))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static Optional<Ended> read(ConsumerRecord<String, byte[]> message) {
        try {
            JsonNode data = JSON.readTree(message.value()).path("data");
            return data.path("kind").asText().equals(DELETED)
                    ? Optional.of(new Ended(
                            UUID.fromString(data.path("orgId").asText()),
                            UUID.fromString(data.path("projectId").asText())))
                    : Optional.empty();
        } catch (IOException | RuntimeException unreadable) {
            Log.warnf(
                    "change not understood partition=%d offset=%d cause=%s",
                    message.partition(), message.offset(), unreadable.getClass().getName());
            return Optional.empty();
        }
    }
}
