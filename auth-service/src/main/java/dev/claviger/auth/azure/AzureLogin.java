package dev.claviger.auth.azure;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.claim.ClaimValue;
import dev.claviger.auth.claim.TokenTimes;
import dev.claviger.auth.issuer.IssuerUnavailable;
import dev.claviger.auth.issuer.Issuers;
import dev.claviger.auth.method.Candidate;
import dev.claviger.auth.method.Logins;
import dev.claviger.auth.method.Objection;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.AccessEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Logs in with a token of Entra ID, which must be of the tenant, for the resource, and of a principal that the configuration names. */
@ApplicationScoped
class AzureLogin {
    private final Logins logins;
    private final Issuers issuers;
    private final EntraId entra;
    private final Clock clock;
    private final Duration skew;

    AzureLogin(Logins logins, Issuers issuers, EntraId entra, Clock clock, AuthConfig config) {
        this.logins = logins;
        this.issuers = issuers;
        this.entra = entra;
        this.clock = clock;
        this.skew = config.oidc().clockSkew();
    }

    /** Fails with {@link LoginRefused} and {@link IssuerUnavailable}. */
    Uni<TokenAnswer> login(UUID identityId, Secret token, AccessEvent attempt) {
        return logins.find(AzureAuth.METHOD, identityId, attempt)
                .chain(candidate -> verify(candidate, token, attempt)
                        .chain(claims -> logins.settle(
                                candidate,
                                objection(candidate.settings(), claims),
                                Map.of(),
                                described(attempt, candidate, claims))));
    }

    private Uni<Map<String, Object>> verify(Candidate<AzureSettings> candidate, Secret token, AccessEvent attempt) {
        return logins.vouched(
                issuers.verify(token, entra.keys(candidate.settings().tenantId())),
                candidate,
                attempt,
                LoginRefused.unverified());
    }

    /** The keys are those of all tenants, so the tenant counts before anything else that the token says. */
    private Optional<Objection> objection(AzureSettings wanted, Map<String, Object> claims) {
        TokenTimes times = new TokenTimes(clock.instant(), skew);
        Set<String> names = entra.issuers(wanted.tenantId());
        return Objection.first(Stream.of(
                () -> Objection.unless(
                        claims.get("iss") instanceof String issuer && names.contains(issuer),
                        LoginRefused.unverified(),
                        "issuer",
                        "tenant " + wanted.tenantId(),
                        claims.get("iss")),
                () -> Objection.unless(
                        EntraId.canonical(wanted.tenantId()).equals(claims.get("tid")),
                        LoginRefused.unverified(),
                        "tenantId",
                        wanted.tenantId(),
                        claims.get("tid")),
                () -> Objection.unless(
                        times.isBeforeEnd(claims),
                        LoginRefused.outOfTime(),
                        "exp",
                        "later than " + times.now(),
                        claims.get("exp")),
                () -> Objection.unless(
                        times.hasBegun(claims),
                        LoginRefused.outOfTime(),
                        "nbf",
                        "not after " + times.now(),
                        claims.get("nbf")),
                () -> Objection.unless(
                        claims.get("aud") instanceof String audience && wanted.isFor(audience),
                        LoginRefused.resource(),
                        "resource",
                        wanted.resource(),
                        claims.get("aud")),
                () -> Objection.unless(
                        claims.get("oid") instanceof String principal && wanted.letsPass(principal),
                        LoginRefused.principal(),
                        "allowedServicePrincipalIds",
                        wanted.principals(),
                        claims.get("oid"))));
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
