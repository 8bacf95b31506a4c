package dev.claviger.auth.ldap;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.GuardedSockets;
import dev.claviger.kernel.outbound.OutboundConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks directories. That blocks, so a few workers of its own do it, only so many logins may wait for them, and when the time is over the
 * connection is closed under whoever still waits for it.
 */
@ApplicationScoped
class LdapClient {

    /** Where no entry is: binding to it costs what binding to an entry does. */
    private static final String NOBODY = "cn=claviger-nobody,";

    private final GuardedSockets sockets;
    private final OutboundConfig limits;
    private final AuthConfig.Ldap config;
    private final WorkerExecutor workers;
    private final AtomicInteger waiting = new AtomicInteger();

    LdapClient(Vertx vertx, GuardedSockets sockets, OutboundConfig limits, AuthConfig config) {
        this.sockets = sockets;
        this.limits = limits;
        this.config = config.ldap();
        this.workers = vertx.createSharedWorkerExecutor("ldap", this.config.workers());
    }

    /** What is done on a connection. */
    @FunctionalInterface
    private interface Task<T> {
        T on(LdapSession session) throws LDAPException;
    }

    /** Searches for a name. Fails with {@link LdapUnavailable}. */
    Uni<Found> find(LdapSettings settings, Secret name) {
        Optional<Filter> filter = settings.filter().forName(name);
        return filter.isEmpty()
                ? Uni.createFrom().item(new Found.Nobody("no name"))
                : work(settings.server(), session -> session.search(settings, filter.get()));
    }

    /** Whether the directory takes the password for what was found; never for nobody. Fails with {@link LdapUnavailable}. */
    Uni<Boolean> takes(LdapSettings settings, Found found, Secret password) {
        return switch (found) {
            case Found.Somebody somebody -> work(settings.server(), session -> session.takes(somebody.dn(), password));
            case Found.Nobody _ ->
                work(settings.server(), session -> session.takes(NOBODY + settings.searchBase(), password))
                        .replaceWith(false);
        };
    }

    private <T> Uni<T> work(LdapServer server, Task<T> task) {
        return sockets.find(server.way())
                .map(line -> new LdapSession(server, line, limits))
                .chain(session -> run(server, session, task))
                .onFailure(failure -> failure instanceof Failure && !(failure instanceof LdapUnavailable))
                .transform(failure -> new LdapUnavailable(server.host(), String.valueOf(failure.getMessage())));
    }

    private <T> Uni<T> run(LdapServer server, LdapSession session, Task<T> task) {
        return Uni.createFrom().deferred(() -> {
            if (waiting.incrementAndGet() > config.maxWaiting()) {
                waiting.decrementAndGet();
                return Uni.createFrom().failure(new LdapUnavailable(server.host(), "too many logins wait for it"));
            }
            return workers.executeBlocking(() -> counted(server, session, task), false)
                    .ifNoItem()
                    .after(limits.totalTimeout())
                    .failWith(() -> end(server, session));
        });
    }

    private <T> T counted(LdapServer server, LdapSession session, Task<T> task) {
        try (session) {
            session.open();
            return task.on(session);
        } catch (LDAPException e) {
            throw new LdapUnavailable(server.host(), reason(e.getResultCode()));
        } finally {
            waiting.decrementAndGet();
        }
    }

    private LdapUnavailable end(LdapServer server, LdapSession session) {
        session.end();
        return new LdapUnavailable(
                server.host(),
                "no answer within %d ms".formatted(limits.totalTimeout().toMillis()));
    }

    /** In words of ours: what a directory sends along may repeat what it was sent. */
    private static String reason(ResultCode code) {
        return switch (code.intValue()) {
            case ResultCode.INVALID_CREDENTIALS_INT_VALUE, ResultCode.INAPPROPRIATE_AUTHENTICATION_INT_VALUE ->
                "it does not take bindDN and bindPass";
            case ResultCode.NO_SUCH_OBJECT_INT_VALUE -> "searchBase is not there, or bindDN may not read it";
            case ResultCode.REFERRAL_INT_VALUE -> "it refers to another server, which is not followed";
            case ResultCode.CONFIDENTIALITY_REQUIRED_INT_VALUE, ResultCode.STRONG_AUTH_REQUIRED_INT_VALUE ->
                "encryption is asked for, and not agreed on";
            case ResultCode.CONNECT_ERROR_INT_VALUE, ResultCode.SERVER_DOWN_INT_VALUE ->
                "it does not accept connections, or its certificate is not trusted for this name";
            case ResultCode.TIMEOUT_INT_VALUE -> "it is too slow";
            default -> "it answers with result code " + code.intValue();
        };
    }
}
