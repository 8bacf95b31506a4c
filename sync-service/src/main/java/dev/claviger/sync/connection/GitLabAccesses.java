package dev.claviger.sync.connection;

import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Tokens that work now. Those of OAuth are renewed when they are about to end, by one replica at a time, because the old pair is dead
 * at that moment; the new pair is stored before it is used.
 */
@ApplicationScoped
public class GitLabAccesses {
    private static final Duration AHEAD = Duration.ofMinutes(2);

    private final ConnectionStore store;
    private final ConnectionSeal seal;
    private final GitLabClient client;
    private final Clock clock;

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
        return seal.open(connection)
                .chain(opened -> endsSoon(opened)
                        ? renewed(connection)
                        : Uni.createFrom().item(opened));
    }

    /** Somebody else may have renewed them while we waited for the lock. */
    private Uni<Credentials> renewed(Connection connection) {
        return store.locked(
                connection,
                renewal -> seal.open(renewal.connection())
                        .chain(opened -> endsSoon(opened)
                                ? client.exchange(opened)
                                        .call(fresh -> seal.seal(connection.id(), fresh)
                                                .chain(renewal::reseal))
                                : Uni.createFrom().item(opened)));
    }

    private boolean endsSoon(Credentials credentials) {
        Secret end = credentials.secret("accessTokenEndsAt");
        try {
            return end.hasText() && !clock.instant().plus(AHEAD).isBefore(Instant.parse(end.reveal()));
        } catch (DateTimeParseException impossible) {
            throw new IllegalStateException("a sealed time is not what we seal");
        }
    }
}
