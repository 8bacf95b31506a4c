package dev.claviger.auth.login;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.guard.Guard;
import dev.claviger.auth.login.ChallengeStore.Try;
import dev.claviger.auth.session.Person;
import dev.claviger.auth.session.Sessions;
import dev.claviger.auth.token.UserTokens;
import dev.claviger.auth.totp.Totps;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks for the second factor and takes it. A challenge has few tries and little time, and the account counts them over all challenges.
 */
@ApplicationScoped
class SecondFactors {
    static final int TRIES = 5;

    private final ChallengeStore store;
    private final Totps totps;
    private final Sessions sessions;
    private final UserTokens tokens;
    private final Guard guard;
    private final Outbox outbox;
    private final AuthConfig.Sessions config;
    private final Ids ids;
    private final Clock clock;

    SecondFactors(
            ChallengeStore store,
            Totps totps,
            Sessions sessions,
            UserTokens tokens,
            Guard guard,
            Outbox outbox,
            AuthConfig config,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.totps = totps;
        this.sessions = sessions;
        this.tokens = tokens;
        this.guard = guard;
        this.outbox = outbox;
        this.config = config.sessions();
        this.ids = ids;
        this.clock = clock;
    }

    /** Returns a token that is good for nothing but {@link #verify}. */
    Uni<Secret> challenge(RecordedTransaction tx, Person person) {
        UUID id = ids.nextPublic();
        Instant end = clock.instant().plus(config.secondFactorTtl());
        return store.insert(tx, id, person.session().id(), person.id(), TRIES, end)
                .replaceWith(() -> tokens.secondFactor(id, person.id(), end));
    }

    /** Takes a code and returns the session's access token, without an organisation. Fails with {@link SecondFactorRefused}. */
    Uni<Secret> verify(UUID challengeId, Secret code, AccessEvent attempt) {
        return store.takeTry(challengeId, clock.instant())
                .map(SecondFactors::requireTry)
                .chain(attempted -> verify(challengeId, attempted, code, by(attempted, attempt)));
    }

    private static Try requireTry(Optional<Try> found) {
        return found.orElseThrow(SecondFactorRefused::expired);
    }

    private Uni<Secret> verify(UUID challengeId, Try attempted, Secret code, AccessEvent attempt) {
        String account = "totp:" + attempted.userId();
        return guard.admit(account, attempt)
                .chain(() -> outbox.transaction(tx -> use(tx, attempted, code)
                        .chain(() -> store.delete(tx, challengeId))
                        .invoke(SecondFactors::requireOpen)
                        .invoke(() -> tx.record(attempt))
                        .chain(() -> sessions.verified(tx, attempted.sessionId()))))
                .onFailure(SecondFactorRefused.class)
                .call(refused -> outbox.record(attempt.denied(refused.text())))
                .call(() -> guard.forgive(account, attempt));
    }

    private Uni<Boolean> use(RecordedTransaction tx, Try attempted, Secret code) {
        return totps.use(tx, attempted.userId(), code).invoke(right -> requireRight(right, attempted));
    }

    private static void requireRight(boolean right, Try attempted) {
        if (!right) {
            throw SecondFactorRefused.invalid(attempted.left());
        }
    }

    private static void requireOpen(boolean open) {
        if (!open) {
            throw SecondFactorRefused.expired();
        }
    }

    private static AccessEvent by(Try attempted, AccessEvent attempt) {
        Actor actor = new Actor(
                "user",
                attempted.userId().toString(),
                "",
                "totp",
                attempted.sessionId().toString());
        return attempt.by(actor, null, Provenance.NONE);
    }
}
