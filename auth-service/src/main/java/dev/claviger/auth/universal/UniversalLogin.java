package dev.claviger.auth.universal;

import dev.claviger.auth.guard.EvenPace;
import dev.claviger.auth.guard.Lockout;
import dev.claviger.auth.guard.LockoutStore;
import dev.claviger.auth.guard.LockoutStore.Counted;
import dev.claviger.auth.method.GivenIdentity;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.auth.token.Tokens;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/**
 * Logs a client in, in the order of http-api.md 3.2.
 *
 * <p>A client that does not exist, one that does not exist for the caller's address, and a secret that is wrong go the same way: one read,
 * one counted failure, a lock after the same few, and an answer not before {@link EvenPace} lets it out. Who shows a good secret and is refused is recorded by name; everybody else is counted by address.
 */
@ApplicationScoped
class UniversalLogin {
    private final LoginStore store;
    private final LockoutStore locks;
    private final Tokens tokens;
    private final Outbox outbox;
    private final Refusals refusals;
    private final Clock clock;
    private final EvenPace pace;

    UniversalLogin(
            LoginStore store,
            LockoutStore locks,
            Tokens tokens,
            Outbox outbox,
            Refusals refusals,
            Clock clock,
            EvenPace pace) {
        this.store = store;
        this.locks = locks;
        this.tokens = tokens;
        this.outbox = outbox;
        this.refusals = refusals;
        this.clock = clock;
        this.pace = pace;
    }

    /** Fails with {@link LoginRefused}. */
    Uni<TokenAnswer> login(UUID clientId, Secret secret, AccessEvent attempt) {
        return pace.refusals(() -> store.find(clientId, SecretDigest.of(secret), clock.instant())
                .chain(found -> found.map(candidate -> admit(candidate, attempt))
                        .orElseGet(() -> stranger(clientId, attempt))));
    }

    private Uni<TokenAnswer> admit(Candidate candidate, AccessEvent attempt) {
        if (!candidate.auth().secretTrustedIps().contains(attempt.origin().ip())) {
            return fromElsewhere(candidate, attempt);
        }
        if (candidate.locked()) {
            return refuse(LoginRefused.locked(), attempt);
        }
        ClientSecret secret = candidate.secret();
        return secret == null ? wrong(candidate, attempt) : use(candidate, secret, attempt);
    }

    /** Only who knows the secret learns that his address is the matter. His failures lock nobody but those who come from elsewhere too. */
    private Uni<TokenAnswer> fromElsewhere(Candidate candidate, AccessEvent attempt) {
        UUID clientId = candidate.auth().clientId();
        return candidate.secret() == null
                ? stranger(clientId, attempt)
                : locks.isLocked(clientId, LockoutStore.ONLY, clock.instant())
                        .chain(locked ->
                                refuse(locked ? LoginRefused.locked() : LoginRefused.foreignAddress(), attempt));
    }

    /** Locks as a new configuration would, so that a lock does not tell who exists. */
    private Uni<TokenAnswer> stranger(UUID clientId, AccessEvent attempt) {
        if (clientId.equals(GivenIdentity.NOBODY)) {
            return refuse(LoginRefused.invalidCredentials(), attempt);
        }
        return locks.countFailure(clientId, LockoutStore.ONLY, Lockout.DEFAULT, clock.instant())
                .chain(counted -> refuse(answer(counted), attempt));
    }

    private Uni<TokenAnswer> wrong(Candidate candidate, AccessEvent attempt) {
        UniversalAuth auth = candidate.auth();
        return locks.countFailure(auth.id(), LockoutStore.ONLY, auth.lockout(), clock.instant())
                .call(counted -> recordLock(counted, candidate, attempt))
                .chain(counted -> refuse(answer(counted), attempt));
    }

    private static LoginRefused answer(Counted counted) {
        return counted == Counted.WAS_LOCKED ? LoginRefused.locked() : LoginRefused.invalidCredentials();
    }

    /** Once per lock, by name: the administrator should know. */
    private Uni<Void> recordLock(Counted counted, Candidate candidate, AccessEvent attempt) {
        return counted == Counted.LOCKED_NOW
                ? deny(
                        candidate,
                        attempt,
                        "check=lockout: too many wrong client secrets, locked for %d s"
                                .formatted(candidate.auth().lockout().duration()))
                : Uni.createFrom().voidItem();
    }

    private Uni<TokenAnswer> use(Candidate candidate, ClientSecret secret, AccessEvent attempt) {
        AccessEvent event = attempt.with(
                        "identityId", candidate.auth().identityId().toString())
                .with("identityUniversalAuthId", candidate.auth().id().toString())
                .with("clientSecretId", secret.id().toString());
        if (secret.isExpired(clock.instant())) {
            return retire(candidate, secret, event, LoginRefused.expired());
        }
        return store.countUse(secret.id(), clock.instant())
                .chain(counted -> counted
                        ? succeed(candidate, secret, event)
                        : retire(candidate, secret, event, LoginRefused.usedUp()));
    }

    private Uni<TokenAnswer> succeed(Candidate candidate, ClientSecret secret, AccessEvent event) {
        return forgetFailures(candidate)
                .chain(() -> tokens.issue(candidate.login(secret), event))
                .onFailure(UniversalLogin::isRefusal)
                .call(refusal -> deny(candidate, event, ((Failure) refusal).text()));
    }

    /** Whether something stood against it at the last moment, as opposed to something being away. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Failure refusal && refusal.kind() != Failure.Kind.UNAVAILABLE;
    }

    private Uni<Void> forgetFailures(Candidate candidate) {
        return candidate.hasFailures()
                ? locks.forgive(candidate.auth().id(), LockoutStore.ONLY, clock.instant())
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private Uni<TokenAnswer> retire(Candidate candidate, ClientSecret secret, AccessEvent event, LoginRefused refusal) {
        return store.revoke(secret.id(), clock.instant())
                .chain(() -> deny(candidate, event, "check=clientSecret: " + refusal.text()))
                .chain(() -> Uni.createFrom().failure(refusal));
    }

    private Uni<Void> deny(Candidate candidate, AccessEvent event, String reason) {
        return outbox.record(
                event.by(candidate.actor(), candidate.orgId(), Provenance.NONE).denied(reason));
    }

    private Uni<TokenAnswer> refuse(LoginRefused refusal, AccessEvent attempt) {
        refusals.note(attempt.name(), attempt.origin(), refusal.text());
        return Uni.createFrom().failure(refusal);
    }
}
