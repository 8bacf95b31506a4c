package dev.claviger.auth.oidc;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.claim.ClaimValue;
import dev.claviger.auth.claim.Denial;
import dev.claviger.auth.claim.JobFacts;
import dev.claviger.auth.claim.Judge;
import dev.claviger.auth.claim.LoginRefused;
import dev.claviger.auth.claim.TokenKind;
import dev.claviger.auth.claim.Verdict;
import dev.claviger.auth.issuer.IdTokenRefused;
import dev.claviger.auth.issuer.IssuerUnavailable;
import dev.claviger.auth.issuer.Issuers;
import dev.claviger.auth.refusal.RefusedLogins;
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
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Logs a job in with the token of its issuer, in the order of http-api.md 3.3.
 *
 * <p>A token that the issuer has signed is recorded whatever becomes of it, with the job's facts and, when it is refused, the reason.
 * Anything else costs its sender nothing and is counted by address.
 */
@ApplicationScoped
class OidcLogin {
    private final OidcAuthStore store;
    private final Issuers issuers;
    private final Tokens tokens;
    private final Outbox outbox;
    private final Refusals refusals;
    private final RefusedLogins refused;
    private final Clock clock;
    private final Duration skew;

    OidcLogin(
            OidcAuthStore store,
            Issuers issuers,
            Tokens tokens,
            Outbox outbox,
            Refusals refusals,
            RefusedLogins refused,
            Clock clock,
            AuthConfig config) {
        this.store = store;
        this.issuers = issuers;
        this.tokens = tokens;
        this.outbox = outbox;
        this.refusals = refusals;
        this.refused = refused;
        this.clock = clock;
        this.skew = config.oidc().clockSkew();
    }

    /** Fails with {@link LoginRefused}, {@link IdTokenRefused} and {@link IssuerUnavailable}. */
    Uni<TokenAnswer> login(UUID identityId, Secret token, AccessEvent attempt) {
        return store.findForLogin(identityId)
                .map(found -> found.orElseThrow(() -> unknown(attempt)))
                .chain(candidate -> verify(candidate, token, attempt)
                        .chain(claims -> decide(candidate, claims, described(attempt, candidate, claims))));
    }

    private LoginRefused unknown(AccessEvent attempt) {
        LoginRefused refusal = LoginRefused.notConfigured(TokenKind.OIDC);
        count(attempt, refusal.text());
        return refusal;
    }

    private Uni<Map<String, Object>> verify(Candidate candidate, Secret token, AccessEvent attempt) {
        return issuers.verify(
                        token,
                        candidate.auth().issuer(),
                        candidate.auth().binding().issuer())
                .onFailure(IdTokenRefused.class)
                .invoke(refusal -> count(candidate, attempt, refusal.reason()))
                .onFailure(IssuerUnavailable.class)
                .invoke(away -> count(candidate, attempt, "check=keys: " + away.text()));
    }

    private void count(Candidate candidate, AccessEvent attempt, String reason) {
        count(attempt, reason);
        note(candidate, attempt, reason, Provenance.NONE);
    }

    /** For the administrator of the identity, who has to make it work. */
    private void note(Candidate candidate, AccessEvent attempt, String reason, Provenance job) {
        refused.note(candidate.auth().identityId(), OidcAuth.METHOD, reason, attempt.origin(), job);
    }

    private void count(AccessEvent attempt, String reason) {
        refusals.note(attempt.name(), attempt.origin(), reason);
    }

    private Uni<TokenAnswer> decide(Candidate candidate, Map<String, Object> claims, AccessEvent event) {
        Provenance job = JobFacts.of(claims);
        Judge judge = new Judge(TokenKind.OIDC, candidate.auth().binding(), clock.instant(), skew);
        return switch (judge.decide(claims)) {
            case Verdict.Accepted(Map<String, String> mapped) ->
                tokens.issue(candidate.login(job, mapped, remaining(claims)), event)
                        .onFailure(OidcLogin::isRefusal)
                        .call(refusal -> record(candidate, job, event, String.valueOf(refusal.getMessage())));
            case Verdict.Denied(Denial denial) ->
                record(candidate, job, event, denial.reason())
                        .chain(() -> Uni.createFrom().failure(denial.answer()));
        };
    }

    /** The token was found to end in the future. */
    private long remaining(Map<String, Object> claims) {
        return ((Number) claims.getOrDefault("exp", 0L)).longValue()
                - clock.instant().getEpochSecond();
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Failure refusal && refusal.kind() != Failure.Kind.UNAVAILABLE;
    }

    private Uni<Void> record(Candidate candidate, Provenance job, AccessEvent event, String reason) {
        note(candidate, event, reason, job);
        return outbox.record(event.by(candidate.actor(), candidate.orgId(), job).denied(reason));
    }

    private static AccessEvent described(AccessEvent attempt, Candidate candidate, Map<String, Object> claims) {
        AccessEvent event = attempt.with(
                        "identityId", candidate.auth().identityId().toString())
                .with("identityOidcAuthId", candidate.auth().id().toString())
                .with("oidcClaimsReceived", JobFacts.received(claims));
        return ClaimValue.text(claims.get("jti"))
                .map(id -> event.with("idTokenId", id))
                .orElse(event);
    }
}
