package dev.claviger.local.engine;

import dev.claviger.local.process.Folders;
import dev.claviger.local.process.LocalFailure;
import dev.claviger.local.process.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Kafka in a container of the official image, or of the one {@code claviger.engines.kafka-image} names. */
final class ContainerKafka implements Kafka {
    private static final String IMAGE = "apache/kafka:4.1.1";
    private static final int PROBE_MILLIS = (int) Duration.ofSeconds(5).toMillis();

    /** The cleaner leaves the segment alone that is being written to; a new one each hour lets it work where little is written. */
    private static final Map<String, String> COMPACTED =
            Map.of("cleanup.policy", "compact", "segment.ms", "3600000", "min.cleanable.dirty.ratio", "0.1");

    private final EngineOptions options;
    private final EngineContainer container;

    ContainerKafka(Path folder, EngineOptions options) {
        this.options = options;
        EngineContainer.Plan plan = new EngineContainer.Plan(
                "Kafka",
                System.getProperty("claviger.engines.kafka-image", IMAGE),
                options.kafkaPort(),
                options.kafkaPort(),
                Folders.writable(folder),
                "/var/lib/kafka/data",
                environment(options.kafkaPort()),
                List.of());
        this.container = new EngineContainer(plan, true);
    }

    /** The listener has the same port inside and outside, so that the address it advertises is true on the host. */
    private static Map<String, String> environment(int port) {
        return Map.ofEntries(
                Map.entry("KAFKA_NODE_ID", "1"),
                Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
                Map.entry("KAFKA_LISTENERS", "PLAINTEXT://0.0.0.0:%d,CONTROLLER://127.0.0.1:9093".formatted(port)),
                Map.entry("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://127.0.0.1:" + port),
                Map.entry("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
                Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@127.0.0.1:9093"),
                Map.entry("KAFKA_LOG_DIRS", "/var/lib/kafka/data/log"),
                Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
                Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
                Map.entry("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "1"),
                Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
                Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
                Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
                Map.entry("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500"),
                Map.entry("KAFKA_BROKER_SESSION_TIMEOUT_MS", "3000"));
    }

    @Override
    public void start() {
        if (!isRunning()) {
            Ports.requireFree(port(), "Kafka");
            container.start(this::topicsExist);
        }
    }

    /** Creates what is missing; false as long as the broker does not answer. */
    private boolean topicsExist() {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", bootstrapServers(),
                "request.timeout.ms", PROBE_MILLIS,
                "default.api.timeout.ms", PROBE_MILLIS);
        try (Admin admin = Admin.create(config)) {
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> topics = Stream.concat(
                            options.topics().entrySet().stream().map(topic -> topic(topic, Map.of())),
                            options.compacted().entrySet().stream().map(topic -> topic(topic, COMPACTED)))
                    .filter(topic -> !present.contains(topic.name()))
                    .toList();
            admin.createTopics(topics).all().get();
            return true;
        } catch (ExecutionException refused) {
            return refused.getCause() instanceof TopicExistsException;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("Interrupted while waiting for Kafka", stopped);
        }
    }

    private static NewTopic topic(Map.Entry<String, Integer> wanted, Map<String, String> settings) {
        return new NewTopic(wanted.getKey(), wanted.getValue(), (short) 1).configs(settings);
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public void kill() {
        container.kill();
    }

    @Override
    public boolean isRunning() {
        return container.isRunning();
    }

    @Override
    public int port() {
        return options.kafkaPort();
    }
}
