package dev.claviger.local.suite;

import dev.claviger.local.process.Child;
import dev.claviger.local.process.LocalFailure;
import dev.claviger.local.suite.HealthClient.Health;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One service in a process of its own, always on the same port.
 *
 * <p>All methods wait until they are done and throw {@link LocalFailure} when that takes too long or is impossible.
 */
public final class ServiceProcess {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String name;
    private final int port;
    private final List<String> command;
    private final Supplier<Map<String, String>> environment;
    private final Path log;
    private final HealthClient health;
    private final Observer observer;
    private volatile @Nullable Child child;
    private volatile @Nullable Child wanted;
    private volatile long pid;

    /** @param environment asked at each start, for passwords may have changed */
    ServiceProcess(
            String name,
            int port,
            List<String> command,
            Supplier<Map<String, String>> environment,
            Path log,
            HealthClient health,
            Observer observer) {
        this.name = name;
        this.port = port;
        this.command = List.copyOf(command);
        this.environment = environment;
        this.log = log;
        this.health = health;
        this.observer = observer;
    }

    /** Learns what becomes of the process. */
    interface Observer {
        /** Learns it and does nothing. */
        Observer NOBODY = new Observer() {
            @Override
            public void started(String service, ProcessMark process) {}

            @Override
            public void died(String service, int exitCode, String lastWords) {}
        };

        void started(String service, ProcessMark process);

        /** It ended and nobody had asked for it. */
        void died(String service, int exitCode, String lastWords);
    }

    /** Returns when the service is ready. Does nothing when it runs. */
    public void start() {
        launch();
        awaitReady();
    }

    /** Starts the process without waiting for it to be ready. */
    synchronized void launch() {
        if (isRunning()) {
            return;
        }
        Child started = Child.start(name + "-service", Child.withSwitch("TERM", command), environment.get(), log);
        child = started;
        wanted = started;
        pid = started.programId();
        ProcessHandle.of(pid).map(ProcessMark::of).ifPresent(mark -> observer.started(name, mark));
        var _ = started.ended().thenAccept(exitCode -> reportUnlessWanted(started, exitCode));
    }

    private void reportUnlessWanted(Child ended, int exitCode) {
        if (wanted == ended) {
            observer.died(name, exitCode, ended.lastWords());
        }
    }

    void awaitReady() {
        Child starting = child;
        if (starting == null) {
            throw new LocalFailure("%s-service is not started".formatted(name));
        }
        long giveUp = System.nanoTime() + START_LIMIT.toNanos();
        for (Health said = health.ask(url()); !said.isReady(); said = health.ask(url())) {
            if (starting.endsWithin(POLL)) {
                throw starting.diedAtStart();
            }
            if (System.nanoTime() - giveUp > 0) {
                throw new LocalFailure("%s-service was not ready after %d s. It says: %s%nIts log is %s."
                        .formatted(name, START_LIMIT.toSeconds(), said.text(), log));
            }
        }
    }

    /** Stops in good order: requests under way are answered, events are handed on. Does nothing when it is stopped. */
    public synchronized void stop() {
        wanted = null;
        Child current = child;
        if (current != null) {
            current.stop(STOP_LIMIT);
        }
    }

    /** Ends the process at once, as {@code kill -9} does. Does nothing when it is stopped. */
    public synchronized void kill() {
        wanted = null;
        Child current = child;
        if (current != null) {
            current.kill();
        }
    }

    public boolean isRunning() {
        Child current = child;
        return current != null && current.isAlive();
    }

    public String name() {
        return name;
    }

    /** The process that was started last; 0 before the first start. */
    public long pid() {
        return pid;
    }

    /** Returns {@code http://127.0.0.1:<port>}: the service itself, past the edge. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The file that has everything the service ever said. */
    public Path log() {
        return log;
    }
}
