package dev.claviger.auth.gcp;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.claim.ClaimValue;
import dev.claviger.auth.claim.TokenTimes;
import dev.claviger.auth.issuer.IssuerUnavailable;
import dev.claviger.auth.issuer.Issuers;
import dev.claviger.auth.issuer.KeySetAddress;
import dev.claviger.auth.method.Candidate;
import dev.claviger.auth.method.Logins;
import dev.claviger.auth.method.Objection;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.AccessEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Logs in with a token that Google or a service account has signed for this identity. */
@ApplicationScoped
class GcpLogin {
    private final Logins logins;
    private final Issuers issuers;
    private final Clock clock;
    private final AuthConfig.Gcp config;
    private final Duration skew;

    GcpLogin(Logins logins, Issuers issuers, Clock clock, AuthConfig config) {
        this.logins = logins;
        this.issuers = issuers;
        this.clock = clock;
        this.config = config.gcp();
        this.skew = config.oidc().clockSkew();
    }

    /** Fails with {@link LoginRefused} and {@link IssuerUnavailable}. */
    Uni<TokenAnswer> login(UUID identityId, Secret token, AccessEvent attempt) {
        return logins.find(GcpAuth.METHOD, identityId, attempt)
                .chain(candidate -> logins.vouched(
                                keys(candidate, token, attempt).chain(keys -> issuers.verify(token, keys)),
                                candidate,
                                attempt,
                                LoginRefused.unverified())
                        .chain(claims -> decide(candidate, claims, attempt)));
    }

    private Uni<KeySetAddress> keys(Candidate<GcpSettings> candidate, Secret token, AccessEvent attempt) {
        return switch (candidate.settings().type()) {
            case GCE -> Uni.createFrom().item(new KeySetAddress(config.keys(), ""));
            case IAM -> Uni.createFrom().item(() -> ownKeys(candidate, token, attempt));
        };
    }

    /** Only those of a service account that the configuration names: a stranger must not make us ask for others. */
    private KeySetAddress ownKeys(Candidate<GcpSettings> candidate, Secret token, AccessEvent attempt) {
        GcpSettings wanted = candidate.settings();
        String claimed = claims(issuers.unverifiedClaims(token)).serviceAccount(GcpType.IAM);
        if (!ServiceAccount.isEmail(claimed) || !wanted.serviceAccounts().letsPass(claimed)) {
            logins.count(
                    candidate,
                    attempt,
                    "check=allowedServiceAccounts expected=%s received=%s (signature not checked)"
                            .formatted(ClaimValue.shown(wanted.serviceAccounts()), ClaimValue.shown(claimed)));
            throw LoginRefused.unverified();
        }
        return new KeySetAddress(URI.create("%s/%s".formatted(config.serviceAccountKeys(), claimed)), "");
    }

    private Uni<TokenAnswer> decide(
            Candidate<GcpSettings> candidate, Map<String, Object> verified, AccessEvent attempt) {
        GcpSettings wanted = candidate.settings();
        UUID identityId = candidate.attached().identityId();
        GcpClaims claims = claims(verified);
        Optional<Objection> objection = switch (wanted.type()) {
            case GCE -> claims.againstGce(wanted, identityId, config.issuer());
            case IAM -> claims.againstIam(wanted, identityId, config.maxTokenLifetime());
        };
        AccessEvent event = Logins.described(attempt, candidate)
                .with("gcpServiceAccount", ClaimValue.shown(claims.serviceAccount(wanted.type())))
                .with("gcpProject", ClaimValue.shown(claims.project()))
                .with("gcpZone", ClaimValue.shown(claims.zone()));
        return logins.settle(candidate, objection, Map.of(), event);
    }

    private GcpClaims claims(Map<String, Object> claims) {
        return new GcpClaims(claims, new TokenTimes(clock.instant(), skew));
    }
}
