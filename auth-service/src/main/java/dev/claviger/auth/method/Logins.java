package dev.claviger.auth.method;

import dev.claviger.auth.guard.EvenPace;
import dev.claviger.auth.issuer.IdTokenRefused;
import dev.claviger.auth.issuer.IssuerUnavailable;
import dev.claviger.auth.refusal.RefusedLogins;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.auth.token.Tokens;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The steps that every login shares: who is asked for, and what becomes of it.
 *
 * <p>Who shows nothing good gets one answer at one pace, whether the identity does not exist, does not log in this way, or does (security.md
 * T12). The administrator of the identity learns which.
 *
 * <p>A credential that somebody vouches for is recorded whatever becomes of it, for a refusal with the reason. Anything else costs its
 * sender nothing and is counted by address.
 */
@ApplicationScoped
public class Logins {
    private static final String UNKNOWN = "check=identity: none that logs in this way";
    private static final String WITHOUT = "check=method: it is not attached to the identity";

    private final LoginMethodStore store;
    private final Tokens tokens;
    private final Outbox outbox;
    private final Refusals refusals;
    private final RefusedLogins refused;
    private final EvenPace pace;

    Logins(
            LoginMethodStore store,
            Tokens tokens,
            Outbox outbox,
            Refusals refusals,
            RefusedLogins refused,
            EvenPace pace) {
        this.store = store;
        this.tokens = tokens;
        this.outbox = outbox;
        this.refusals = refusals;
        this.refused = refused;
        this.pace = pace;
    }

    /**
     * Lets a method try somebody, if there is somebody to try.
     *
     * @param stranger the answer when there is not: the one of the method to whoever shows nothing good
     */
    public <S> Uni<TokenAnswer> attempt(
            Method<S> method,
            UUID identityId,
            AccessEvent attempt,
            Failure stranger,
            Function<Candidate<S>, Uni<TokenAnswer>> login) {
        return attempt(method, identityId, attempt, () -> Uni.createFrom().failure(stranger), login);
    }

    /** The same where strangers cost some work. */
    public <S> Uni<TokenAnswer> attempt(
            Method<S> method,
            UUID identityId,
            AccessEvent attempt,
            Supplier<Uni<TokenAnswer>> stranger,
            Function<Candidate<S>, Uni<TokenAnswer>> login) {
        Supplier<Uni<TokenAnswer>> work =
                () -> store.findForLogin(method, identityId).chain(sought -> switch (sought) {
                    case Sought.Found<S>(Candidate<S> candidate) -> login.apply(candidate);
                    case Sought.Without<S> _ -> {
                        refused.note(identityId, method.slug(), WITHOUT, attempt.origin(), Provenance.NONE);
                        count(attempt, UNKNOWN);
                        yield stranger.get();
                    }
                    case Sought.Nobody<S> _ -> {
                        count(attempt, UNKNOWN);
                        yield stranger.get();
                    }
                });
        return method.asksOutside() ? pace.refusalsFromOutside(work) : pace.refusals(work);
    }

    /** Counts a refusal of somebody for whom nobody vouches, who wanted to be this identity. */
    public void count(Candidate<?> candidate, AccessEvent attempt, String reason) {
        count(attempt, reason);
        note(candidate, Provenance.NONE, attempt, reason);
    }

    /** For the administrator of the identity, who has to make it work. */
    private void note(Candidate<?> candidate, Provenance job, AccessEvent event, String reason) {
        refused.note(candidate.attached().identityId(), candidate.method().slug(), reason, event.origin(), job);
    }

    private void count(AccessEvent attempt, String reason) {
        refusals.note(attempt.name(), attempt.origin(), reason);
    }

    /** The attempt, with what it is about. */
    public static AccessEvent described(AccessEvent attempt, Candidate<?> candidate) {
        return attempt.with("identityId", candidate.attached().identityId().toString())
                .with("loginMethodId", candidate.attached().id().toString());
    }

    /**
     * The claims of a token that somebody else has signed. Whatever he has not signed is counted and fails with the refusal. That his keys
     * are away is told only to those whose token would else be good.
     *
     * @param fits whether the token's claims, which nobody has vouched for yet, fit the configuration
     */
    public Uni<Map<String, Object>> vouched(
            Uni<Map<String, Object>> claims,
            Candidate<?> candidate,
            AccessEvent attempt,
            Failure refusal,
            BooleanSupplier fits) {
        return claims.onFailure(IdTokenRefused.class)
                .invoke(unsigned -> count(candidate, attempt, unsigned.reason()))
                .onFailure(IssuerUnavailable.class)
                .invoke(away -> count(candidate, attempt, "check=keys: " + away.text()))
                .onFailure(IssuerUnavailable.class)
                .transform(away -> fits.getAsBoolean() ? away : refusal)
                .onFailure(IdTokenRefused.class)
                .transform(unsigned -> refusal);
    }

    /** Lets a good credential in unless something stands against it. */
    public Uni<TokenAnswer> settle(
            Candidate<?> candidate, Optional<Objection> objection, Map<String, String> claims, AccessEvent event) {
        return objection
                .<Uni<TokenAnswer>>map(
                        found -> refuse(candidate, Provenance.NONE, event, found.answer(), found.reason()))
                .orElseGet(() -> succeed(candidate, Provenance.NONE, claims, event));
    }

    /** Issues the token and records the login; what stands against it at the last moment is recorded too. */
    public Uni<TokenAnswer> succeed(
            Candidate<?> candidate, Provenance job, Map<String, String> claims, AccessEvent event) {
        return tokens.issue(candidate.login(job, claims), event)
                .onFailure(Logins::isRefusal)
                .call(refusal -> deny(candidate, job, event, String.valueOf(refusal.getMessage())));
    }

    /** Records the refusal of a credential that is good but not wanted, then fails with the answer. */
    public <T> Uni<T> refuse(Candidate<?> candidate, Provenance job, AccessEvent event, Failure answer, String reason) {
        return deny(candidate, job, event, reason).chain(() -> Uni.createFrom().failure(answer));
    }

    /** Records a refusal by name; the answer is the caller's. */
    public Uni<Void> deny(Candidate<?> candidate, Provenance job, AccessEvent event, String reason) {
        note(candidate, job, event, reason);
        return outbox.record(event.by(candidate.actor(), candidate.orgId(), job).denied(reason));
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Failure refusal && refusal.kind() != Failure.Kind.UNAVAILABLE;
    }
}
