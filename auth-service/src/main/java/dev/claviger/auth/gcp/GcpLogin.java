package dev.claviger.auth.gcp;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.claim.ClaimValue;
import dev.claviger.auth.claim.TokenTimes;
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
import dev.claviger.auth.method.Trial;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.AccessEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Logs in with a token that Google or a service account has signed for this identity. */
@ApplicationScoped
class GcpLogin implements Rehearsal {
    private final Logins logins;
    private final Rehearsals rehearsals;
    private final Issuers issuers;
    private final Clock clock;
    private final AuthConfig.Gcp config;
    private final Duration skew;

    GcpLogin(Logins logins, Rehearsals rehearsals, Issuers issuers, Clock clock, AuthConfig config) {
        this.logins = logins;
        this.rehearsals = rehearsals;
        this.issuers = issuers;
        this.clock = clock;
        this.config = config.gcp();
        this.skew = config.oidc().clockSkew();
    }

    /** Fails with {@link LoginRefused} and {@link IssuerUnavailable}. */
    Uni<TokenAnswer> login(UUID identityId, Secret token, AccessEvent attempt) {
        return logins.attempt(
                GcpAuth.METHOD,
                identityId,
                attempt,
                LoginRefused.unverified(),
                candidate -> logins.vouched(
                                keys(candidate, token, attempt).chain(keys -> issuers.verify(token, keys)),
                                candidate,
                                attempt,
                                LoginRefused.unverified(),
                                () -> Trial.objection(
                                                trials(candidate.attached(), claims(issuers.readableClaims(token))))
                                        .isEmpty())
                        .chain(claims -> decide(candidate, claims, attempt)));
    }

    private Uni<KeySetAddress> keys(Candidate<GcpSettings> candidate, Secret token, AccessEvent attempt) {
        return keys(candidate.settings(), token)
                .onFailure(StrangeAccount.class)
                .invoke(strange -> logins.count(candidate, attempt, strange.reason()));
    }

    private Uni<KeySetAddress> keys(GcpSettings wanted, Secret token) {
        return switch (wanted.type()) {
            case GCE -> Uni.createFrom().item(new KeySetAddress(config.keys(), ""));
            case IAM -> Uni.createFrom().item(() -> ownKeys(wanted, token));
        };
    }

    /** Only those of a service account that the configuration names: a stranger must not make us ask for others. */
    private KeySetAddress ownKeys(GcpSettings wanted, Secret token) {
        String claimed = claims(issuers.unverifiedClaims(token)).serviceAccount(GcpType.IAM);
        if (!ServiceAccount.isEmail(claimed) || !wanted.serviceAccounts().letsPass(claimed)) {
            throw new StrangeAccount("check=allowedServiceAccounts expected=%s received=%s (signature not checked)"
                    .formatted(ClaimValue.shown(wanted.serviceAccounts()), ClaimValue.shown(claimed)));
        }
        return new KeySetAddress(URI.create("%s/%s".formatted(config.serviceAccountKeys(), claimed)), "");
    }

    private Uni<TokenAnswer> decide(
            Candidate<GcpSettings> candidate, Map<String, Object> verified, AccessEvent attempt) {
        GcpSettings wanted = candidate.settings();
        GcpClaims claims = claims(verified);
        AccessEvent event = Logins.described(attempt, candidate)
                .with("gcpServiceAccount", ClaimValue.shown(claims.serviceAccount(wanted.type())))
                .with("gcpProject", ClaimValue.shown(claims.project()))
                .with("gcpZone", ClaimValue.shown(claims.zone()));
        return logins.settle(candidate, Trial.objection(trials(candidate.attached(), claims)), Map.of(), event);
    }

    private List<Trial> trials(Attached<GcpSettings> attached, GcpClaims claims) {
        GcpSettings wanted = attached.settings();
        return switch (wanted.type()) {
            case GCE -> claims.ofGce(wanted, attached.identityId(), config.issuer());
            case IAM -> claims.ofIam(wanted, attached.identityId(), config.maxTokenLifetime());
        };
    }

    @Override
    public Method<?> method() {
        return GcpAuth.METHOD;
    }

    @Override
    public Uni<Explanation> rehearse(UUID identityId, Secret token) {
        return rehearsals.of(
                GcpAuth.METHOD,
                identityId,
                attached -> Rehearsals.signature(
                                keys(attached.settings(), token).chain(keys -> issuers.verify(token, keys)))
                        .onFailure(StrangeAccount.class)
                        .recoverWithItem(strange -> Signature.bad(strange.reason()))
                        .map(signature -> explain(attached, signature, issuers.readableClaims(token))));
    }

    private Explanation explain(Attached<GcpSettings> attached, Signature signature, Map<String, Object> claims) {
        List<Trial> trials = claims.isEmpty() ? List.of() : trials(attached, claims(claims));
        return Explanation.of(
                attached.identityId(), signature, trials.stream().map(Shown::of).toList(), List.of());
    }

    private GcpClaims claims(Map<String, Object> claims) {
        return new GcpClaims(claims, new TokenTimes(clock.instant(), skew));
    }
}
