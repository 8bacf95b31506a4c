package dev.claviger.sync.connection;

import dev.claviger.kernel.PeriodicTask;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Asks the other side whether it takes credentials: before they are kept, and now and then afterwards. */
@ApplicationScoped
class ConnectionChecks {
    private static final int AT_ONCE = 10;

    private final ConnectionStore store;
    private final ConnectionSeal seal;
    private final GitLabClient gitLab;
    private final GitLabAccesses accesses;
    private final PostgresClient postgres;
    private final ConnectionConfig config;
    private final PeriodicTask timer = new PeriodicTask("check of connections");

    ConnectionChecks(
            ConnectionStore store,
            ConnectionSeal seal,
            GitLabClient gitLab,
            GitLabAccesses accesses,
            PostgresClient postgres,
            ConnectionConfig config) {
        this.store = store;
        this.seal = seal;
        this.gitLab = gitLab;
        this.accesses = accesses;
        this.postgres = postgres;
        this.config = config;
    }

    /** Fails with {@link CredentialsRefused}, and when the other side may not or cannot be asked. */
    Uni<Checked> check(App app, String method, Credentials given) {
        return switch (app) {
            case GITLAB -> gitLab.check(method, given);
            case POSTGRES -> postgres.check(given);
        };
    }

    void start(@Observes StartupEvent started) {
        timer.start(config.checkInterval(), this::look);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> look() {
        return store.due(config.checkAfter(), AT_ONCE)
                .onItem()
                .transformToMulti(due -> Multi.createFrom().iterable(due))
                .onItem()
                .transformToUniAndConcatenate(this::again)
                .collect()
                .last()
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "connections not checked cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Void> again(Connection connection) {
        return opened(connection)
                .chain(credentials -> check(connection.app(), connection.method(), credentials))
                .chain(checked -> store.checked(connection, null, checked.expiresAt()))
                .onFailure()
                .recoverWithUni(failed -> store.checked(connection, GitLabClient.problem(failed), null));
    }

    private Uni<Credentials> opened(Connection connection) {
        return connection.app() == App.GITLAB ? accesses.current(connection) : seal.open(connection);
    }
}
