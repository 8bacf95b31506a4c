package dev.claviger.auth.oidc;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.claim.ClaimValue;
import dev.claviger.auth.claim.Denial;
import dev.claviger.auth.claim.JobFacts;
import dev.claviger.auth.claim.Judge;
import dev.claviger.auth.claim.LoginRefused;
import dev.claviger.auth.claim.TokenKind;
import dev.claviger.auth.claim.Verdict;
import dev.claviger.auth.issuer.IssuerUnavailable;
import dev.claviger.auth.issuer.Issuers;
import dev.claviger.auth.method.Candidate;
import dev.claviger.auth.method.Logins;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Logs a job in with the token of its issuer, in the order of http-api.md 3.3. */
@ApplicationScoped
class OidcLogin {
    private final Logins logins;
    private final Issuers issuers;
    private final Clock clock;
    private final Duration skew;

    OidcLogin(Logins logins, Issuers issuers, Clock clock, AuthConfig config) {
        this.logins = logins;
        this.issuers = issuers;
        this.clock = clock;
        this.skew = config.oidc().clockSkew();
    }

    /** Fails with {@link LoginRefused} and {@link IssuerUnavailable}. */
    Uni<TokenAnswer> login(UUID identityId, Secret token, AccessEvent attempt) {
        return logins.attempt(
                OidcAuth.METHOD,
                identityId,
                attempt,
                LoginRefused.unverified(TokenKind.OIDC),
                candidate -> verify(candidate, token, attempt)
                        .chain(claims -> decide(candidate, claims, described(attempt, candidate, claims))));
    }

    private Uni<Map<String, Object>> verify(Candidate<OidcSettings> candidate, Secret token, AccessEvent attempt) {
        OidcSettings wanted = candidate.settings();
        return logins.vouched(
                issuers.verify(token, wanted.issuer(), wanted.binding().issuer()),
                candidate,
                attempt,
                LoginRefused.unverified(TokenKind.OIDC),
                () -> judge(wanted).accepts(issuers.readableClaims(token)));
    }

    private Judge judge(OidcSettings wanted) {
        return new Judge(TokenKind.OIDC, wanted.binding(), clock.instant(), skew);
    }

    private Uni<TokenAnswer> decide(Candidate<OidcSettings> candidate, Map<String, Object> claims, AccessEvent event) {
        Provenance job = JobFacts.of(claims);
        return switch (judge(candidate.settings()).decide(claims)) {
            case Verdict.Accepted(Map<String, String> mapped) ->
                logins.succeed(bounded(candidate, claims), job, mapped, event);
            case Verdict.Denied(Denial denial) ->
                logins.refuse(candidate, job, event, denial.answer(), denial.reason());
        };
    }

    /** The token was found to end in the future. */
    private Candidate<OidcSettings> bounded(Candidate<OidcSettings> candidate, Map<String, Object> claims) {
        long end = ((Number) claims.getOrDefault("exp", 0L)).longValue();
        return candidate.settings().endsWithJob()
                ? candidate.within(end - clock.instant().getEpochSecond())
                : candidate;
    }

    private static AccessEvent described(
            AccessEvent attempt, Candidate<OidcSettings> candidate, Map<String, Object> claims) {
        AccessEvent event = attempt.with(
                        "identityId", candidate.attached().identityId().toString())
                .with("identityOidcAuthId", candidate.attached().id().toString())
                .with("oidcClaimsReceived", JobFacts.received(claims));
        return ClaimValue.text(claims.get("jti"))
                .map(id -> event.with("idTokenId", id))
                .orElse(event);
    }
}
