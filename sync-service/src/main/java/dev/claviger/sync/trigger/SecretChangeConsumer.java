package dev.claviger.sync.trigger;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.GroupConsumer;
import dev.claviger.kernel.KafkaConnection;
import dev.claviger.sync.job.JobStore;
import dev.claviger.sync.job.RunConfig;
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
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Hears of changes, on one replica of all, asks for a look at the sources that may be touched, and tells whoever else wants to know. Hearing of one
 * again asks for nothing more.
 */
@ApplicationScoped
class SecretChangeConsumer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JobStore jobs;
    private final RunConfig config;
    private final List<ChangeListener> listeners;
    private final GroupConsumer consumer;

    SecretChangeConsumer(
            JobStore jobs,
            RunConfig config,
            ChangesConfig changes,
            Instance<ChangeListener> listeners,
            KafkaConnection kafka) {
        this.jobs = jobs;
        this.config = config;
        this.listeners = listeners.stream().toList();
        this.consumer = new GroupConsumer(kafka, "claviger-syncs", changes.topic(), config.group(), this::take);
    }

    void start(@Observes StartupEvent started) {
        consumer.start();
    }

    void stop(@Observes ShutdownEvent stopping) {
        consumer.stop();
    }

    private Uni<Void> take(List<ConsumerRecord<String, byte[]>> messages) {
        List<VaultChange> heard =
                messages.stream().flatMap(message -> read(message).stream()).toList();
        Set<ChangedProject> changed = new TreeSet<>();
        heard.forEach(change -> changed.add(new ChangedProject(change.orgId(), change.projectId())));
        return ask(changed).chain(() -> tell(heard));
    }

    private Uni<Void> tell(List<VaultChange> heard) {
        return Multi.createFrom()
                .iterable(heard)
                .onItem()
                .transformToMultiAndConcatenate(change -> Multi.createFrom()
                        .iterable(listeners)
                        .onItem()
                        .transformToUniAndConcatenate(listener -> listener.heard(change)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> ask(Set<ChangedProject> changed) {
        return Multi.createFrom()
                .iterable(changed)
                .onItem()
                .transformToUniAndConcatenate(each -> jobs.askAfterChange(
                        each.orgId(), each.projectId(), config.afterChange(), config.afterChangeElsewhere()))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static Optional<VaultChange> read(ConsumerRecord<String, byte[]> message) {
        try {
            return Optional.of(VaultChange.read(JSON.readTree(message.value())));
        } catch (IOException | RuntimeException unreadable) {
            Log.warnf(
                    "change not understood partition=%d offset=%d cause=%s",
                    message.partition(), message.offset(), unreadable.getClass().getName());
            return Optional.empty();
        }
    }
}
