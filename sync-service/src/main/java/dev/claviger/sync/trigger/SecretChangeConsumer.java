package dev.claviger.sync.trigger;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Hears of changes, on one replica of all, asks for a look at the sources that may be touched, and tells whoever else wants to know; tells Kafka so
 * when all of that is stored. What was heard and not told is heard again, which asks for nothing more. The Kafka client blocks, and so does waiting for the
 * database, so that both have a thread of their own.
 */
@ApplicationScoped
class SecretChangeConsumer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final JobStore jobs;
    private final RunConfig config;
    private final String topic;
    private final List<ChangeListener> listeners;
    private final Map<String, Object> settings;
    private volatile boolean stopped;

    SecretChangeConsumer(
            JobStore jobs,
            RunConfig config,
            ChangesConfig changes,
            Instance<ChangeListener> listeners,
            KafkaConnection kafka) {
        this.jobs = jobs;
        this.config = config;
        this.topic = changes.topic();
        this.listeners = listeners.stream().toList();
        this.settings = settings(kafka.settings(), config.group());
    }

    private static Map<String, Object> settings(Map<String, Object> connection, String group) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "claviger-syncs");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return settings;
    }

    void start(@Observes StartupEvent started) {
        Thread.ofPlatform().daemon().name("sync-changes").start(this::run);
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
    }

    private void run() {
        while (!stopped) {
            try (KafkaConsumer<String, byte[]> kafka =
                    new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
                kafka.subscribe(List.of(topic));
                while (!stopped) {
                    take(kafka);
                }
            } catch (RuntimeException failed) {
                Log.warnf(
                        "changes not taken for syncs cause=%s",
                        failed.getClass().getName());
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
            }
        }
    }

    /** When the database fails this fails, and the next client begins where Kafka was last told. */
    private void take(KafkaConsumer<String, byte[]> kafka) {
        ConsumerRecords<String, byte[]> messages = kafka.poll(POLL);
        if (messages.isEmpty()) {
            return;
        }
        List<VaultChange> heard = new ArrayList<>();
        messages.forEach(message -> read(message).ifPresent(heard::add));
        Set<ChangedProject> changed = new TreeSet<>();
        heard.forEach(change -> changed.add(new ChangedProject(change.orgId(), change.projectId())));
        var _ = ask(changed)
                .chain(() -> tell(heard))
                .subscribeAsCompletionStage()
                .join();
        kafka.commitSync();
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
