package dev.claviger.local.engine;

import dev.claviger.local.process.Child;
import dev.claviger.local.process.Folders;
import dev.claviger.local.process.LocalFailure;
import dev.claviger.local.process.Ports;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The broker module in a process of its own. */
final class EmbeddedKafka implements Kafka {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final Path folder;
    private final Path log;
    private final BrokerHome home;
    private final EngineOptions options;
    private final int controllerPort = Ports.free();
    private @Nullable Child broker;

    EmbeddedKafka(Path folder, Path log, BrokerHome home, EngineOptions options) {
        this.folder = Folders.writable(folder);
        this.log = log;
        this.home = home;
        this.options = options;
    }

    @Override
    public void start() {
        if (isRunning()) {
            return;
        }
        Child started = Child.start("Kafka", command(), log);
        broker = started;
        awaitReady(started);
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                home.classPath(),
                "dev.claviger.broker.Broker",
                "--port",
                String.valueOf(options.kafkaPort()),
                "--controller-port",
                String.valueOf(controllerPort),
                "--data",
                folder.toString()));
        options.topics().forEach((name, partitions) -> command.addAll(List.of("--topic", name + ":" + partitions)));
        options.compacted()
                .forEach((name, partitions) -> command.addAll(List.of("--compacted-topic", name + ":" + partitions)));
        return command;
    }

    private static void awaitReady(Child started) {
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        Thread.ofVirtual().name("kafka-output").start(() -> ready.complete(readUntilReady(started.output())));
        boolean said = ready.completeOnTimeout(false, START_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        if (said) {
            return;
        }
        if (started.endsWithin(Duration.ofSeconds(1))) {
            throw started.diedAtStart();
        }
        started.kill();
        throw started.tooSlow(START_LIMIT);
    }

    private static boolean readUntilReady(BufferedReader output) {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.equals("ready")) {
                    return true;
                }
            }
            return false;
        } catch (IOException ended) {
            return false;
        }
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.stop(STOP_LIMIT);
        }
    }

    @Override
    public void kill() {
        if (broker != null) {
            broker.kill();
        }
    }

    @Override
    public boolean isRunning() {
        return broker != null && broker.isAlive();
    }

    @Override
    public int port() {
        return options.kafkaPort();
    }

    /** Where the built broker lies: its classes and, apart from everybody else's, its jars. */
    record BrokerHome(Path target) {
        /** Looks below {@code claviger.root}, else beside the build folder this class was loaded from. */
        static BrokerHome find() {
            String root = System.getProperty("claviger.root");
            Path target = root == null ? besideThisModule() : Path.of(root, "deploy", "broker", "target");
            if (!Files.isDirectory(target.resolve("lib"))) {
                throw new LocalFailure("The broker is not built: %s has no jars. Run ./mvnw first.".formatted(target));
            }
            return new BrokerHome(target);
        }

        private static Path besideThisModule() {
            Path built = Path.of(EmbeddedKafka.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath());
            return built.resolve("../../../broker/target").normalize();
        }

        String classPath() {
            return target.resolve("classes") + File.pathSeparator + target.resolve("lib") + File.separator + "*";
        }
    }
}
