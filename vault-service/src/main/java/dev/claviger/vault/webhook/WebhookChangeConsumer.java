package dev.claviger.vault.webhook;

import dev.claviger.kernel.GroupConsumer;
import dev.claviger.vault.feed.Change;
import dev.claviger.vault.feed.ChangeEncoder;
import dev.claviger.vault.feed.ChangeTopic;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Puts each change into the queue, on one replica of all; one that is taken again adds nothing. */
@ApplicationScoped
class WebhookChangeConsumer {
    private final Deliveries deliveries;
    private final DeliveryRuns runs;
    private final GroupConsumer consumer;

    WebhookChangeConsumer(ChangeTopic topic, Deliveries deliveries, DeliveryRuns runs, WebhookConfig config) {
        this.deliveries = deliveries;
        this.runs = runs;
        this.consumer = topic.member("claviger-webhooks", config.group(), this::take);
    }

    void start(@Observes StartupEvent started) {
        consumer.start();
    }

    void stop(@Observes ShutdownEvent stopping) {
        consumer.stop();
    }

    private Uni<Void> take(List<ConsumerRecord<String, byte[]>> messages) {
        List<Change> changes =
                messages.stream().flatMap(message -> read(message).stream()).toList();
        return deliveries.accept(changes).invoke(runs::look);
    }

    private static Optional<Change> read(ConsumerRecord<String, byte[]> message) {
        try {
            return Optional.of(ChangeEncoder.decode(message.value()));
        } catch (RuntimeException unreadable) {
            Log.warnf(
                    "change not understood partition=%d offset=%d cause=%s",
                    message.partition(), message.offset(), unreadable.getClass().getName());
            return Optional.empty();
        }
    }
}
