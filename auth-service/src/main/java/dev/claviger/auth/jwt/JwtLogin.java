package dev.claviger.auth.jwt;

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
import dev.claviger.auth.issuer.KeySetAddress;
import dev.claviger.auth.method.Attached;
import dev.claviger.auth.method.Candidate;
import dev.claviger.auth.method.Explanation;
import dev.claviger.auth.method.Explanation.Shown;
import dev.claviger.auth.method.Explanation.Signature;
import dev.claviger.auth.method.Logins;
import dev.claviger.auth.method.Method;
import dev.claviger.auth.method.Rehearsal;
import dev.claviger.auth.method.Rehearsals;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Logs in with a token that is signed with a configured key, in the order of http-api.md 3.3. */
@ApplicationScoped
class JwtLogin implements Rehearsal {
    private final Logins logins;
    private final Rehearsals rehearsals;
    private final Issuers issuers;
    private final Clock clock;
    private final Duration skew;

    JwtLogin(Logins logins, Rehearsals rehearsals, Issuers issuers, Clock clock, AuthConfig config) {
        this.logins = logins;
        this.rehearsals = rehearsals;
        this.issuers = issuers;
        this.clock = clock;
        this.skew = config.oidc().clockSkew();
    }

    /** Fails with {@link LoginRefused} and {@link IssuerUnavailable}. */
    Uni<TokenAnswer> login(UUID identityId, Secret token, AccessEvent attempt) {
        return logins.attempt(
                JwtAuth.METHOD,
                identityId,
                attempt,
                LoginRefused.unverified(TokenKind.JWT),
                candidate -> verify(candidate, token, attempt)
                        .chain(claims -> decide(candidate, claims, described(attempt, candidate, claims))));
    }

    private Uni<Map<String, Object>> verify(Candidate<JwtSettings> candidate, Secret token, AccessEvent attempt) {
        return logins.vouched(
                verify(candidate.settings(), token),
                candidate,
                attempt,
                LoginRefused.unverified(TokenKind.JWT),
                () -> judge(candidate.settings()).accepts(issuers.readableClaims(token)));
    }

    private Uni<Map<String, Object>> verify(JwtSettings settings, Secret token) {
        return switch (settings.keys()) {
            case KeySource.Remote(URI url, String caCert) -> issuers.verify(token, new KeySetAddress(url, caCert));
            case KeySource.Static(List<String> pems) -> issuers.verify(token, PublicKeys.of(pems));
        };
    }

    @Override
    public Method<?> method() {
        return JwtAuth.METHOD;
    }

    @Override
    public Uni<Explanation> rehearse(UUID identityId, Secret token) {
        return rehearsals.of(
                JwtAuth.METHOD,
                identityId,
                attached -> Rehearsals.signature(verify(attached.settings(), token))
                        .map(signature -> explain(attached, signature, issuers.readableClaims(token))));
    }

    private Explanation explain(Attached<JwtSettings> attached, Signature signature, Map<String, Object> claims) {
        List<Shown> checks = claims.isEmpty()
                ? List.of()
                : judge(attached.settings()).explain(claims).stream()
                        .map(Shown::of)
                        .toList();
        return Explanation.of(
                attached.identityId(),
                signature,
                checks,
                JwtAuthAnswer.warnings(attached.settings().binding()),
                JobFacts.of(claims).sorted());
    }

    private Judge judge(JwtSettings settings) {
        return new Judge(TokenKind.JWT, settings.binding(), clock.instant(), skew);
    }

    private Uni<TokenAnswer> decide(Candidate<JwtSettings> candidate, Map<String, Object> claims, AccessEvent event) {
        Provenance job = JobFacts.of(claims);
        return switch (judge(candidate.settings()).decide(claims)) {
            case Verdict.Accepted(Map<String, String> mapped) -> logins.succeed(candidate, job, mapped, event);
            case Verdict.Denied(Denial denial) ->
                logins.refuse(candidate, job, event, denial.answer(), denial.reason());
        };
    }

    private static AccessEvent described(
            AccessEvent attempt, Candidate<JwtSettings> candidate, Map<String, Object> claims) {
        AccessEvent event = Logins.described(attempt, candidate).with("jwtClaimsReceived", JobFacts.received(claims));
        return ClaimValue.text(claims.get("jti"))
                .map(id -> event.with("idTokenId", id))
                .orElse(event);
    }
}
