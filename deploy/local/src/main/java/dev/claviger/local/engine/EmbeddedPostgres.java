package dev.claviger.local.engine;

import dev.claviger.local.process.Child;
import dev.claviger.local.process.Folders;
import dev.claviger.local.process.LocalFailure;
import dev.claviger.local.process.Ports;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/** PostgreSQL as a child process, from unpacked programs. */
final class EmbeddedPostgres implements Postgres {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(25);
    private static final String CANNOT_CONNECT_NOW = "57P03";

    /** PostgreSQL's fast shutdown: it ends the sessions, writes everything down and goes. */
    private static final String STOP_SIGNAL = "INT";

    private final Path folder;
    private final Path log;
    private final PostgresCluster cluster;
    private final EngineOptions options;
    private @Nullable Child server;

    EmbeddedPostgres(Path folder, Path log, Path programs, PostgresAccount account, EngineOptions options) {
        this.folder = Folders.writable(folder);
        this.log = log;
        this.cluster = new PostgresCluster(this.folder, programs, account);
        this.options = options;
    }

    @Override
    public void start() {
        if (isRunning()) {
            return;
        }
        cluster.createIfMissing(options.superuserPassword(), options.durable());
        cluster.stopPredecessor();
        Ports.requireFree(port(), "PostgreSQL");
        Child started = Child.start("PostgreSQL", command(), log);
        server = started;
        awaitReady(started);
    }

    private List<String> command() {
        return Child.withSwitch(STOP_SIGNAL, cluster.serverCommand(settings()));
    }

    /**
     * The log names errors but quotes neither statements nor the values in them. Without durability a commit still
     * survives the death of the server, though not that of the machine.
     */
    private List<String> settings() {
        String durable = options.durable() ? "on" : "off";
        return List.of(
                "listen_addresses=127.0.0.1",
                "port=" + port(),
                "unix_socket_directories=",
                "max_connections=200",
                "shared_buffers=64MB",
                "jit=off",
                "timezone=UTC",
                "log_timezone=UTC",
                "log_min_error_statement=panic",
                "log_error_verbosity=terse",
                "fsync=" + durable,
                "full_page_writes=" + durable);
    }

    private void awaitReady(Child started) {
        long giveUp = System.nanoTime() + START_LIMIT.toNanos();
        while (!accepts()) {
            if (started.endsWithin(POLL)) {
                throw started.diedAtStart();
            }
            if (System.nanoTime() - giveUp > 0) {
                started.kill();
                throw started.tooSlow(START_LIMIT);
            }
        }
    }

    private boolean accepts() {
        try (Connection connection = connectAsSuperuser("postgres")) {
            return connection.isValid(5);
        } catch (SQLException refused) {
            if (isNotYet(refused)) {
                return false;
            }
            stop();
            throw new LocalFailure(
                    "PostgreSQL in %s runs but does not let us in: %s".formatted(folder, refused.getMessage()),
                    refused);
        }
    }

    private static boolean isNotYet(SQLException refused) {
        return CANNOT_CONNECT_NOW.equals(refused.getSQLState()) || PSQLState.isConnectionError(refused.getSQLState());
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(STOP_LIMIT);
        }
    }

    @Override
    public void kill() {
        if (server != null) {
            server.kill();
        }
    }

    @Override
    public boolean isRunning() {
        return server != null && server.isAlive();
    }

    @Override
    public int port() {
        return options.postgresPort();
    }

    @Override
    public String superuserPassword() {
        return options.superuserPassword();
    }
}
