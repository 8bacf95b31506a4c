package dev.claviger.broker;

import java.nio.file.Path;
import java.util.Properties;

/** The settings of a broker that is alone: one copy of everything, few threads, small buffers. */
final class BrokerConfig {
    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String LOOPBACK = "127.0.0.1";

    private BrokerConfig() {}

    static Properties of(BrokerOptions options, Path logs) {
        Properties config = new Properties();
        config.setProperty("log.dirs", logs.toString());
        listen(config, options);
        comeBackSoon(config);
        keepOneCopy(config);
        staySmall(config);
        return config;
    }

    private static void listen(Properties config, BrokerOptions options) {
        String broker = LOOPBACK + ":" + options.port();
        String controller = LOOPBACK + ":" + options.controllerPort();
        config.setProperty("process.roles", "broker,controller");
        config.setProperty("node.id", String.valueOf(NODE_ID));
        config.setProperty("controller.quorum.voters", NODE_ID + "@" + controller);
        config.setProperty("controller.listener.names", CONTROLLER_LISTENER);
        config.setProperty("listeners", "PLAINTEXT://" + broker + "," + CONTROLLER_LISTENER + "://" + controller);
        config.setProperty("advertised.listeners", "PLAINTEXT://" + broker);
        config.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.setProperty("auto.create.topics.enable", "false");
    }

    /** After a hard end the broker may register again only when the session of its former self has run out. */
    private static void comeBackSoon(Properties config) {
        config.setProperty("broker.heartbeat.interval.ms", "500");
        config.setProperty("broker.session.timeout.ms", "3000");
    }

    private static void keepOneCopy(Properties config) {
        config.setProperty("default.replication.factor", "1");
        config.setProperty("min.insync.replicas", "1");
        config.setProperty("offsets.topic.replication.factor", "1");
        config.setProperty("offsets.topic.num.partitions", "1");
        // a consumer that was away for three weeks must go on where it stopped
        config.setProperty("offsets.retention.minutes", "43200");
        config.setProperty("transaction.state.log.replication.factor", "1");
        config.setProperty("transaction.state.log.min.isr", "1");
        config.setProperty("transaction.state.log.num.partitions", "1");
        config.setProperty("share.coordinator.state.topic.replication.factor", "1");
        config.setProperty("share.coordinator.state.topic.min.isr", "1");
        config.setProperty("share.coordinator.state.topic.num.partitions", "1");
        config.setProperty("group.initial.rebalance.delay.ms", "0");
    }

    /** The defaults are made for machines of their own: the log cleaner alone would take 128 MiB of heap. */
    private static void staySmall(Properties config) {
        config.setProperty("num.network.threads", "1");
        config.setProperty("num.io.threads", "2");
        config.setProperty("background.threads", "2");
        config.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
        config.setProperty("log.cleaner.io.buffer.size", "131072");
        config.setProperty("log.segment.bytes", "67108864");
        config.setProperty("log.index.size.max.bytes", "1048576");
        config.setProperty("metadata.max.idle.interval.ms", "5000");
    }
}
