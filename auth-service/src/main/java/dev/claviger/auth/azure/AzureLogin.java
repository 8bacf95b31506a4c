package dev.claviger.auth.azure;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.claim.ClaimValue;
import dev.claviger.auth.claim.TokenTimes;
import dev.claviger.auth.issuer.IssuerUnavailable;
import dev.claviger.auth.issuer.Issuers;
import dev.claviger.auth.method.Attached;
import dev.claviger.auth.method.Candidate;
import dev.claviger.auth.method.Explanation;
import dev.claviger.auth.method.Explanation.Shown;
import dev.claviger.auth.method.Explanation.Signature;
import dev.claviger.auth.method.Logins;
import dev.claviger.auth.method.Method;
import dev.claviger.auth.method.Rehearsal;
import dev.claviger.auth.method.Rehearsals;
import dev.claviger.auth.method.Trial;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.AccessEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Logs in with a token of Entra ID, which must be of the tenant, for the resource, and of a principal that the configuration names. */
@ApplicationScoped
class AzureLogin implements Rehearsal {
    private final Logins logins;
    private final Rehearsals rehearsals;
    private final Issuers issuers;
    private final EntraId entra;
    private final Clock clock;
    private final Duration skew;

    AzureLogin(Logins logins, Rehearsals rehearsals, Issuers issuers, EntraId entra, Clock clock, AuthConfig config) {
        this.logins = logins;
        this.rehearsals = rehearsals;
        this.issuers = issuers;
        this.entra = entra;
        this.clock = clock;
        this.skew = config.oidc().clockSkew();
    }

    /** Fails with {@link LoginRefused} and {@link IssuerUnavailable}. */
    Uni<TokenAnswer> login(UUID identityId, Secret token, AccessEvent attempt) {
        return logins.attempt(
                AzureAuth.METHOD,
                identityId,
                attempt,
                LoginRefused.unverified(),
                candidate -> verify(candidate, token, attempt)
                        .chain(claims -> logins.settle(
                                candidate,
                                Trial.objection(trials(candidate.settings(), claims)),
                                Map.of(),
                                described(attempt, candidate, claims))));
    }

    private Uni<Map<String, Object>> verify(Candidate<AzureSettings> candidate, Secret token, AccessEvent attempt) {
        return logins.vouched(
                verify(candidate.settings(), token),
                candidate,
                attempt,
                LoginRefused.unverified(),
                () -> Trial.objection(trials(candidate.settings(), issuers.readableClaims(token)))
                        .isEmpty());
    }

    private Uni<Map<String, Object>> verify(AzureSettings settings, Secret token) {
        return issuers.verify(token, entra.keys(settings.tenantId()));
    }

    @Override
    public Method<?> method() {
        return AzureAuth.METHOD;
    }

    @Override
    public Uni<Explanation> rehearse(UUID identityId, Secret token) {
        return rehearsals.of(
                AzureAuth.METHOD,
                identityId,
                attached -> Rehearsals.signature(verify(attached.settings(), token))
                        .map(signature -> explain(attached, signature, issuers.readableClaims(token))));
    }

    private Explanation explain(Attached<AzureSettings> attached, Signature signature, Map<String, Object> claims) {
        List<Trial> trials = claims.isEmpty() ? List.of() : trials(attached.settings(), claims);
        return Explanation.of(
                attached.identityId(),
                signature,
                trials.stream().map(Shown::of).toList(),
                AzureAuthAnswer.warnings(attached.settings()));
    }

    /** The keys are those of all tenants, so the tenant counts before anything else that the token says. */
    private List<Trial> trials(AzureSettings wanted, Map<String, Object> claims) {
        TokenTimes times = new TokenTimes(clock.instant(), skew);
        Set<String> names = entra.issuers(wanted.tenantId());
        return List.of(
                Trial.of(
                        claims.get("iss") instanceof String issuer && names.contains(issuer),
                        LoginRefused.unverified(),
                        "issuer",
                        "tenant " + wanted.tenantId(),
                        claims.get("iss")),
                Trial.of(
                        EntraId.canonical(wanted.tenantId()).equals(claims.get("tid")),
                        LoginRefused.unverified(),
                        "tenantId",
                        wanted.tenantId(),
                        claims.get("tid")),
                Trial.of(
                        times.isBeforeEnd(claims),
                        LoginRefused.outOfTime(),
                        "exp",
                        "later than " + times.now(),
                        claims.get("exp")),
                Trial.of(
                        times.hasBegun(claims),
                        LoginRefused.outOfTime(),
                        "nbf",
                        "not after " + times.now(),
                        claims.get("nbf")),
                Trial.of(
                        claims.get("aud") instanceof String audience && wanted.isFor(audience),
                        LoginRefused.resource(),
                        "resource",
                        wanted.resource(),
                        claims.get("aud")),
                Trial.of(
                        claims.get("oid") instanceof String principal && wanted.letsPass(principal),
                        LoginRefused.principal(),
                        "allowedServicePrincipalIds",
                        wanted.principals(),
                        claims.get("oid")));
    }

    private static AccessEvent described(
            AccessEvent attempt, Candidate<AzureSettings> candidate, Map<String, Object> claims) {
        return Logins.described(attempt, candidate)
                .with("azureTenantId", shown(claims.get("tid")))
                .with("azurePrincipalId", shown(claims.get("oid")));
    }

    private static String shown(@Nullable Object claim) {
        return claim == null ? "" : ClaimValue.shown(claim);
    }
}
