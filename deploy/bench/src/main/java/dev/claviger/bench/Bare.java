package dev.claviger.bench;

import dev.claviger.local.process.Child;
import dev.claviger.local.process.Ports;
import dev.claviger.local.suite.Installation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The bare endpoint in a process of its own, with the JVM options of a service: the same build of Quarkus answering bytes from memory,
 * which is the most that a service could reach.
 */
final class Bare implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Child process;
    private final Path log;
    private final String url;

    private Bare(Child process, Path log, String url) {
        this.process = process;
        this.log = log;
        this.url = url;
    }

    static Bare start() {
        int port = Ports.free();
        Path log = temporary();
        Bare started = new Bare(
                Child.start("bare", Child.withSwitch("TERM", command(port)), log),
                log,
                "http://127.0.0.1:" + port + "/bare/");
        started.awaitReady();
        return started;
    }

    private static List<String> command(int port) {
        Path jar = Path.of(
                System.getProperty("claviger.root", "."), "deploy/bench/bare/target/quarkus-app/quarkus-run.jar");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Installation.JVM_OPTIONS);
        command.addAll(List.of("-Dquarkus.http.port=" + port, "-jar", jar.toString()));
        return command;
    }

    private void awaitReady() {
        long giveUp = System.nanoTime() + START_LIMIT.toNanos();
        try (Load load = new Load()) {
            while (!answers(load)) {
                if (!process.isAlive()) {
                    throw process.diedAtStart();
                }
                if (System.nanoTime() > giveUp) {
                    throw process.tooSlow(START_LIMIT);
                }
            }
        }
    }

    private boolean answers(Load load) {
        return load.times("bare", 1, 1, number -> call("none")).isSound();
    }

    /** Makes it answer these bytes under the name. */
    void keep(String name, Buffer answer) {
        try (Load load = new Load()) {
            Map<String, String> headers = Map.of("Content-Type", "application/octet-stream");
            var _ = load.answer(new Load.Call(HttpMethod.PUT, url + name, headers, answer));
        }
    }

    Load.Call call(String name) {
        return new Load.Call(HttpMethod.GET, url + name, Map.of(), Buffer.buffer());
    }

    @Override
    public void close() {
        process.stop(Duration.ofSeconds(10));
        try {
            Files.deleteIfExists(log);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempFile("claviger-bare", ".log");
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
