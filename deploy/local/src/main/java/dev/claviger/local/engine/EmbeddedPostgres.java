package dev.claviger.local.engine;

import dev.claviger.local.process.Child;
import dev.claviger.local.process.Folders;
import dev.claviger.local.process.LocalFailure;
import dev.claviger.local.process.Ports;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL as a child process, from unpacked programs. */
final class EmbeddedPostgres implements Postgres {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(25);

    /** PostgreSQL's fast shutdown: it ends the sessions, writes everything down and goes. */
    private static final String STOP_SIGNAL = "INT";

    private final Path log;
    private final PostgresCluster cluster;
    private final EngineOptions options;
    private @Nullable Child server;

    EmbeddedPostgres(Path folder, Path log, Path programs, PostgresAccount account, EngineOptions options) {
        this.log = log;
        this.cluster = new PostgresCluster(Folders.writable(folder), programs, account);
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

    PostgresCopy copy(Path target) {
        return cluster.copy(this, target);
    }

    PostgresStandby standby(Path target) {
        set("wal_keep_size", "1GB");
        PostgresCopy copy = copy(target);
        return PostgresStandby.of(
                this, copy, cluster.of(copy), options.durable(), log.resolveSibling("postgresql-standby.log"));
    }

    /** Starts on the copy and the archive of changes; the files there were are kept beside it. */
    void restore(PostgresCopy copy, Path archive, boolean toTheEnd, String suffix) {
        stop();
        copy.setting("restore_command", "cp \"%s/%%f\" \"%%p\"".formatted(archive));
        if (!toTheEnd) {
            copy.setting("recovery_target", "immediate");
            copy.setting("recovery_target_action", "promote");
        }
        copy.signal("recovery.signal");
        cluster.replaceBy(copy, suffix);
        start();
    }

    /** Changes a setting that needs no restart. */
    void set(String name, String value) {
        try (Connection connection = connectAsSuperuser("postgres");
                Statement statement = connection.createStatement()) {
            var _ = statement.execute("ALTER SYSTEM SET %s = '%s'".formatted(name, value.replace("'", "''")));
            var _ = statement.execute("SELECT pg_reload_conf()");
        } catch (SQLException refused) {
            throw new LocalFailure("PostgreSQL does not take the setting " + name, refused);
        }
    }

    Connection connectOn(int port) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/postgres?connectTimeout=5".formatted(port),
                SUPERUSER,
                superuserPassword());
    }

    private List<String> command() {
        return Child.withSwitch(
                STOP_SIGNAL, cluster.serverCommand(PostgresSettings.embedded(port(), options.durable())));
    }

    private void awaitReady(Child started) {
        long giveUp = System.nanoTime() + START_LIMIT.toNanos();
        while (!PostgresProbe.accepts(this)) {
            if (started.endsWithin(POLL)) {
                throw started.diedAtStart();
            }
            if (System.nanoTime() - giveUp > 0) {
                started.kill();
                throw started.tooSlow(START_LIMIT);
            }
        }
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
