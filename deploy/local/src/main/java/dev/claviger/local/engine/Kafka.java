package dev.claviger.local.engine;

/** A single Kafka broker on loopback. */
public interface Kafka extends Engine {
    default String bootstrapServers() {
        return "127.0.0.1:" + port();
    }
}
