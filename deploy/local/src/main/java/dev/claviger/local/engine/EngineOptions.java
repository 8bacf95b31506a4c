package dev.claviger.local.engine;

import dev.claviger.local.process.Ports;
import java.util.Map;

/**
 * How the engines are started.
 *
 * @param superuserPassword of PostgreSQL; data that exists already keeps the one it was made with
 * @param postgresPort 0 chooses a free one
 * @param kafkaPort 0 chooses a free one
 * @param durable whether an acknowledged commit survives a power cut; without, it survives only the death of the server
 * @param topics the Kafka topics that must exist, with their number of partitions
 * @param compacted those of which only the last record of each key is kept, for good
 */
public record EngineOptions(
        String superuserPassword,
        int postgresPort,
        int kafkaPort,
        boolean durable,
        Map<String, Integer> topics,
        Map<String, Integer> compacted) {
    public EngineOptions {
        topics = Map.copyOf(topics);
        compacted = Map.copyOf(compacted);
    }

    /** Durable, on free ports, without topics. */
    public static EngineOptions of(String superuserPassword) {
        return new EngineOptions(superuserPassword, 0, 0, true, Map.of(), Map.of());
    }

    public EngineOptions ports(int postgres, int kafka) {
        return new EngineOptions(superuserPassword, postgres, kafka, durable, topics, compacted);
    }

    public EngineOptions durable(boolean wanted) {
        return new EngineOptions(superuserPassword, postgresPort, kafkaPort, wanted, topics, compacted);
    }

    public EngineOptions topics(Map<String, Integer> wanted) {
        return new EngineOptions(superuserPassword, postgresPort, kafkaPort, durable, wanted, compacted);
    }

    public EngineOptions compactedTopics(Map<String, Integer> wanted) {
        return new EngineOptions(superuserPassword, postgresPort, kafkaPort, durable, topics, wanted);
    }

    EngineOptions onFreePorts() {
        return ports(
                postgresPort == 0 ? Ports.free() : postgresPort, //
                kafkaPort == 0 ? Ports.free() : kafkaPort);
    }

    /** Prints no password. */
    @Override
    public String toString() {
        return "EngineOptions[postgresPort=%d, kafkaPort=%d, durable=%s, topics=%s, compacted=%s]"
                .formatted(postgresPort, kafkaPort, durable, topics, compacted);
    }
}
