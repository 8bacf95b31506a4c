package dev.claviger.sync.sqllogin;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.outbound.OutboundRefused;
import dev.claviger.sync.connection.PostgresClient;
import dev.claviger.sync.connection.PostgresWork;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Makes, prolongs and ends logins at servers. Whatever is done for one lease is done one after the other there, so that an end waits for a
 * making that is still on its way.
 */
@ApplicationScoped
public class SqlLoginClient {
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final PostgresClient postgres;

    SqlLoginClient(PostgresClient postgres) {
        this.postgres = postgres;
    }

    /** Whoever named the server is to blame when it does not answer: fails with {@link SqlRefused} and {@link OutboundRefused}. */
    public Uni<Void> check(SqlAccount account, Duration limit) {
        return run(account, limit, SqlTransactions::ask)
                .onFailure(problem -> problem instanceof Failure && !(problem instanceof OutboundRefused))
                .transform(problem -> SqlRefused.login(((Failure) problem).text()));
    }

    /** Fails with {@link NotMade} whatever the reason. */
    public Uni<Void> make(
            SqlAccount account, SqlScript script, UUID lease, Login login, Instant expiration, Duration limit) {
        Map<String, String> values = Map.of(
                "username", login.username(),
                "password", login.password().reveal(),
                "expiration", ISO.format(expiration),
                "database", account.database());
        AtomicBoolean committing = new AtomicBoolean();
        return run(account, limit, server -> {
                    SqlTransactions.run(server, lease, script.rendered(values), limit, committing);
                    return true;
                })
                .onFailure()
                .transform(problem -> new NotMade(problem, committing.get()));
    }

    /** Fails as the server refuses it, and when it cannot be reached. */
    public Uni<Void> prolong(
            SqlAccount account, SqlScript script, UUID lease, String username, Instant expiration, Duration limit) {
        Map<String, String> values =
                Map.of("username", username, "expiration", ISO.format(expiration), "database", account.database());
        return script.isEmpty()
                ? Uni.createFrom().voidItem()
                : run(account, limit, server -> {
                    SqlTransactions.run(server, lease, script.rendered(values), limit, new AtomicBoolean());
                    return true;
                });
    }

    /** Done only when nobody can log in with it any more. Fails as the server refuses it, and when it cannot be reached. */
    public Uni<Void> end(SqlAccount account, SqlScript script, UUID lease, String username, Duration limit) {
        Map<String, String> values = Map.of("username", username, "database", account.database());
        return run(account, limit, server -> {
            SqlTransactions.end(server, lease, username, script.rendered(values), limit);
            return true;
        });
    }

    /** Where nobody said how, the way without TLS is tried first, which is open to listed addresses only. */
    private Uni<Void> run(SqlAccount account, Duration limit, PostgresWork<Boolean> work) {
        Function<Boolean, Uni<Boolean>> way = encrypted -> postgres.run(account.credentials(encrypted), limit, work);
        Boolean wanted = account.isEncrypted();
        Uni<Boolean> done = wanted != null
                ? way.apply(wanted)
                : account.ca().isEmpty()
                        ? way.apply(false).onFailure(OutboundRefused.class).recoverWithUni(refused -> way.apply(true))
                        : way.apply(true);
        return done.replaceWithVoid();
    }
}
