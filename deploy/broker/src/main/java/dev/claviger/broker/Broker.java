package dev.claviger.broker;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Starts the broker, says {@code ready} on standard output when clients may come, and stops on SIGTERM or when standard
 * input closes. What goes wrong before that is one line on standard error and exit code 2.
 */
public final class Broker {
    /** How long a predecessor on the same folder may take to stop before the start is given up. */
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(20);

    /** How long an orderly stop may take before the process ends anyway. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    private static final int REFUSED = 2;

    /** The cleaner leaves the segment alone that is being written to; a new one each hour lets it work where little is written. */
    private static final Map<String, String> COMPACTED =
            Map.of("cleanup.policy", "compact", "segment.ms", "3600000", "min.cleanable.dirty.ratio", "0.1");

    private Broker() {}

    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.WARNING);
        try {
            run(BrokerOptions.parse(List.of(arguments)));
        } catch (IOException | RuntimeException refused) {
            System.err.println("broker: " + refused.getMessage());
            Runtime.getRuntime().halt(REFUSED);
        }
    }

    @SuppressWarnings("SystemOut") // the ready line is the contract with whoever started this process
    private static void run(BrokerOptions options) throws IOException {
        FileLock lock = lock(Files.createDirectories(options.data()).resolve("broker.lock"));
        requireFree(options.port());
        requireFree(options.controllerPort());
        Path logs = options.data().resolve("log");
        format(logs);
        KafkaRaftServer server = server(BrokerConfig.of(options, logs));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop-broker"));
        Thread.ofPlatform().daemon().name("watch-parent").start(Broker::exitWithParent);
        server.startup();
        createTopics(options);
        System.out.println("ready");
        server.awaitShutdown();
        lock.release();
    }

    /** Waits for a predecessor that is still stopping; two brokers on one folder would destroy it. */
    private static FileLock lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long giveUp = System.nanoTime() + LOCK_PATIENCE.toNanos();
        FileLock lock = channel.tryLock();
        while (lock == null) {
            if (System.nanoTime() - giveUp > 0) {
                throw new IllegalStateException("another broker uses " + file.getParent());
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            lock = channel.tryLock();
        }
        return lock;
    }

    private static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException taken) {
            throw new IllegalStateException("port " + port + " is taken", taken);
        }
    }

    private static void format(Path logs) throws IOException {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(logs);
        try (PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream())) {
            new Formatter()
                    .setNodeId(BrokerConfig.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(BrokerConfig.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(logs.toString())
                    .setDirectories(Set.of(logs.toString()))
                    .setPrintStream(nowhere)
                    .run();
        } catch (IOException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) { // the formatter declares no narrower type
            throw new IllegalStateException("cannot format " + logs + ": " + failed.getMessage(), failed);
        }
    }

    private static KafkaRaftServer server(Properties config) {
        return new KafkaRaftServer(KafkaConfig.fromProps(config, false), Time.SYSTEM);
    }

    private static void exitWithParent() {
        try {
            System.in.transferTo(PrintStream.nullOutputStream());
        } catch (IOException closed) {
            // a broken pipe says the same as its end: nobody is there any more
        }
        System.exit(0);
    }

    private static void stop(KafkaRaftServer server) {
        Thread.ofPlatform().daemon().name("stop-patience").start(Broker::haltWhenStuck);
        server.shutdown();
    }

    private static void haltWhenStuck() {
        LockSupport.parkNanos(STOP_PATIENCE.toNanos());
        Runtime.getRuntime().halt(1);
    }

    private static void createTopics(BrokerOptions options) {
        if (options.topics().isEmpty() && options.compacted().isEmpty()) {
            return;
        }
        Map<String, Object> client = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + options.port());
        try (Admin admin = Admin.create(client)) {
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> missing = Stream.concat(
                            options.topics().entrySet().stream().map(topic -> topic(topic, Map.of())),
                            options.compacted().entrySet().stream().map(topic -> topic(topic, COMPACTED)))
                    .filter(topic -> !present.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get();
        } catch (ExecutionException refused) {
            throw new IllegalStateException("cannot create the topics: " + refused.getMessage(), refused);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while creating the topics", stopped);
        }
    }

    private static NewTopic topic(Map.Entry<String, Integer> wanted, Map<String, String> settings) {
        return new NewTopic(wanted.getKey(), wanted.getValue(), (short) 1).configs(settings);
    }
}
