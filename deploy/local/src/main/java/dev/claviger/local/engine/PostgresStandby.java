package dev.claviger.local.engine;

import dev.claviger.local.process.Child;
import dev.claviger.local.process.LocalFailure;
import dev.claviger.local.process.Ports;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A second server that follows the first one, and has every commit before the first one acknowledges it. When the first is gone it takes over
 * its port.
 */
public final class PostgresStandby implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(25);

    private final EmbeddedPostgres primary;
    private final PostgresCluster cluster;
    private final boolean durable;
    private final Path log;
    private @Nullable Child server;

    private PostgresStandby(EmbeddedPostgres primary, PostgresCluster cluster, boolean durable, Path log) {
        this.primary = primary;
        this.cluster = cluster;
        this.durable = durable;
        this.log = log;
    }

    /** Returns when the standby has all there is, and from then on every commit waits for it. */
    static PostgresStandby of(
            EmbeddedPostgres primary, PostgresCopy copy, PostgresCluster cluster, boolean durable, Path log) {
        copy.setting(
                "primary_conninfo",
                "host=127.0.0.1 port=%d user=%s password=%s application_name=standby"
                        .formatted(primary.port(), Postgres.SUPERUSER, primary.superuserPassword()));
        copy.signal("standby.signal");
        PostgresStandby standby = new PostgresStandby(primary, cluster, durable, log);
        standby.run(Ports.free());
        standby.await(() ->
                standby.says(primary.port(), "SELECT count(*) = 1 FROM pg_stat_replication WHERE state = 'streaming'"));
        primary.set("synchronous_standby_names", "standby");
        standby.await(() ->
                standby.says(primary.port(), "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'"));
        return standby;
    }

    /** Becomes the first server, on its port. To be called when that one is gone; two would be two histories. */
    public void takeOver() {
        if (primary.isRunning()) {
            throw new IllegalStateException("the first server still runs");
        }
        close();
        run(primary.port());
        cluster.promote(LIMIT);
        await(() -> says(primary.port(), "SELECT NOT pg_is_in_recovery()"));
    }

    private void run(int port) {
        Child started = Child.start(
                "Standby",
                Child.withSwitch("INT", cluster.serverCommand(PostgresSettings.embedded(port, durable))),
                log);
        server = started;
        await(() -> says(port, "SELECT true"));
    }

    private interface Condition {
        boolean holds();
    }

    private void await(Condition condition) {
        long giveUp = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            Child running = server;
            if (running == null || running.endsWithin(POLL)) {
                throw new LocalFailure("The standby ended. The end of %s:%n%s"
                        .formatted(log, running == null ? "" : running.lastWords()));
            }
            if (System.nanoTime() - giveUp > 0) {
                throw running.tooSlow(LIMIT);
            }
        }
    }

    private boolean says(int port, String question) {
        try (Connection connection = primary.connectOn(port);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        Child running = server;
        if (running != null) {
            running.stop(LIMIT);
        }
    }
}
