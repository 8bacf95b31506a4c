package dev.claviger.local.engine;

import dev.claviger.local.process.FolderLock;
import dev.claviger.local.process.Folders;
import dev.claviger.local.process.LocalFailure;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** PostgreSQL and Kafka, running, with their data in one folder. */
public final class Engines implements AutoCloseable {
    private final FolderLock lock;
    private final Postgres postgres;
    private final Kafka kafka;

    private Engines(FolderLock lock, Postgres postgres, Kafka kafka) {
        this.lock = lock;
        this.postgres = postgres;
        this.kafka = kafka;
    }

    /**
     * Starts both side by side and returns when both accept clients. The data of an earlier start on the same folder is
     * there again.
     *
     * @throws LocalFailure when the folder is in use or cannot be written, a port is taken, or an engine ends at its start
     */
    public static Engines start(Path folder, EngineOptions options) {
        Path home = Folders.writable(folder);
        FolderLock lock = FolderLock.tryTake(home, "engines.lock")
                .orElseThrow(() ->
                        new LocalFailure("The folder %s is in use by another start of the engines.".formatted(home)));
        try {
            Engines engines = inContainers()
                    ? containers(home, lock, options.onFreePorts())
                    : embedded(home, lock, options.onFreePorts());
            engines.startBoth();
            return engines;
        } catch (RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private static boolean inContainers() {
        return System.getProperty("claviger.engines", "embedded").equals("containers");
    }

    private static Engines containers(Path home, FolderLock lock, EngineOptions options) {
        return new Engines(
                lock,
                new ContainerPostgres(home.resolve("postgresql"), options),
                new ContainerKafka(home.resolve("kafka"), options));
    }

    private static Engines embedded(Path home, FolderLock lock, EngineOptions options) {
        Path logs = Folders.writable(home.resolve("logs"));
        PostgresAccount account = PostgresAccount.choose();
        Path postgresLog = logs.resolve("postgresql.log");
        Path kafkaLog = logs.resolve("kafka.log");
        return new Engines(
                lock,
                new EmbeddedPostgres(home.resolve("postgresql"), postgresLog, programs(account), account, options),
                new EmbeddedKafka(home.resolve("kafka"), kafkaLog, EmbeddedKafka.BrokerHome.find(), options));
    }

    static Path programs(PostgresAccount account) {
        return PostgresBinaries.unpackBelow(cache(account)).resolve("bin");
    }

    /** A folder the account can reach: nobody cannot look into root's home. */
    private static Path cache(PostgresAccount account) {
        if (account.owner() >= 0) {
            return Path.of("/var/cache/claviger");
        }
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("claviger");
    }

    private void startBoth() {
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("start-engine").factory())) {
            CompletableFuture<Void> database = CompletableFuture.runAsync(postgres::start, threads);
            CompletableFuture<Void> broker = CompletableFuture.runAsync(kafka::start, threads);
            CompletableFuture.allOf(database, broker).join();
        } catch (CompletionException failed) {
            stopBoth();
            throw failed.getCause() instanceof LocalFailure reason ? reason : failed;
        }
    }

    private void stopBoth() {
        kafka.stop();
        postgres.stop();
    }

    public Postgres postgres() {
        return postgres;
    }

    /**
     * Copies PostgreSQL's files while it works.
     *
     * @throws IllegalStateException when it runs in a container
     */
    public PostgresCopy copyPostgres(Path target) {
        return embedded().copy(target);
    }

    /**
     * Starts a second PostgreSQL that has every commit before it is acknowledged.
     *
     * @throws IllegalStateException when the first one runs in a container
     */
    public PostgresStandby standby(Path target) {
        return embedded().standby(target);
    }

    /**
     * Keeps every change from now on as a file in the folder, which must be there. Restarts PostgreSQL.
     *
     * @throws IllegalStateException when it runs in a container
     */
    public void archivePostgres(Path archive) {
        EmbeddedPostgres server = embedded();
        server.set("archive_mode", "on");
        server.set("archive_command", "cp \"%%p\" \"%s/%%f\"".formatted(archive));
        server.stop();
        server.start();
    }

    /**
     * Goes on with a copy and the changes in the archive: all of them, or none after the copy was made.
     *
     * @param suffix under which the files there were are kept
     * @throws IllegalStateException when PostgreSQL runs in a container
     */
    public void restorePostgres(PostgresCopy copy, Path archive, boolean toTheEnd, String suffix) {
        embedded().restore(copy, archive, toTheEnd, suffix);
    }

    private EmbeddedPostgres embedded() {
        if (postgres instanceof EmbeddedPostgres embedded) {
            return embedded;
        }
        throw new IllegalStateException("PostgreSQL runs in a container");
    }

    public Kafka kafka() {
        return kafka;
    }

    /** Stops both in good order and frees the folder. */
    @Override
    public void close() {
        try {
            stopBoth();
        } finally {
            lock.close();
        }
    }
}
