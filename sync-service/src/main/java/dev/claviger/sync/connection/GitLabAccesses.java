package dev.claviger.sync.connection;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.sync.connection.ConnectionStore.Renewal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens that work now. Those of OAuth are renewed when they are about to end, by one replica at a time, because the old pair is dead
 * at that moment; the new pair is stored before it is used.
 */
@ApplicationScoped
public class GitLabAccesses {
    private static final Duration AHEAD = Duration.ofMinutes(2);
    private static final Duration REST = Duration.ofSeconds(10);

    private final ConnectionStore store;
    private final ConnectionSeal seal;
    private final GitLabClient client;
    private final Clock clock;
    private final Map<UUID, Instant> away = new ConcurrentHashMap<>();

    GitLabAccesses(ConnectionStore store, ConnectionSeal seal, GitLabClient client, Clock clock) {
        this.store = store;
        this.seal = seal;
        this.client = client;
        this.clock = clock;
    }

    /** Fails with {@link CredentialsRefused} when somebody has to authorise anew, and when the instance cannot be asked. */
    public Uni<GitLabAccess> of(Connection connection) {
        return current(connection).map(GitLabAccess::of);
    }

    /** The credentials, with an access token that works now. */
    Uni<Credentials> current(Connection connection) {
        return seal.open(connection).chain(opened -> {
            if (!endsWithin(AHEAD, opened)) {
                return Uni.createFrom().item(opened);
            }
            return isAway(connection) ? bridged(opened, new GitLabAway()) : renewed(connection);
        });
    }

    /** Somebody else may have renewed them while we waited for the lock. */
    private Uni<Credentials> renewed(Connection connection) {
        return store.locked(
                connection,
                renewal -> seal.open(renewal.connection())
                        .chain(opened -> endsWithin(AHEAD, opened) && !isAway(connection)
                                ? exchanged(renewal, opened)
                                : bridged(opened, new GitLabAway())));
    }

    private Uni<Credentials> exchanged(Renewal renewal, Credentials opened) {
        UUID id = renewal.connection().id();
        return client.exchange(opened)
                .call(fresh -> seal.seal(id, fresh).chain(renewal::reseal))
                .onFailure(GitLabAccesses::mayPass)
                .recoverWithUni(problem -> {
                    away.put(id, clock.instant().plus(REST));
                    return bridged(opened, problem);
                });
    }

    /** As long as GitLab cannot renew it, the access token is good until its end. */
    private Uni<Credentials> bridged(Credentials opened, Throwable problem) {
        return endsWithin(Duration.ZERO, opened)
                ? Uni.createFrom().failure(problem)
                : Uni.createFrom().item(opened);
    }

    private static boolean mayPass(Throwable problem) {
        return problem instanceof Failure told && told.kind() == Failure.Kind.UNAVAILABLE;
    }

    /** Those who need the token meanwhile do not queue up behind a lock to ask in vain. */
    private boolean isAway(Connection connection) {
        return clock.instant().isBefore(away.getOrDefault(connection.id(), Instant.MIN));
    }

    private boolean endsWithin(Duration time, Credentials credentials) {
        Secret end = credentials.secret("accessTokenEndsAt");
        try {
            return end.hasText() && !clock.instant().plus(time).isBefore(Instant.parse(end.reveal()));
        } catch (DateTimeParseException impossible) {
            throw new IllegalStateException("a sealed time is not what we seal");
        }
    }
}
