package dev.claviger.auth.aws;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.claim.ClaimValue;
import dev.claviger.auth.method.Candidate;
import dev.claviger.auth.method.Logins;
import dev.claviger.auth.method.Objection;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Logs in whoever has signed a fresh request to STS, which says who that is; the configuration must name him or his account. */
@ApplicationScoped
class AwsLogin {
    private final Logins logins;
    private final StsClient sts;
    private final Clock clock;
    private final Duration maxAge;
    private final Duration skew;

    AwsLogin(Logins logins, StsClient sts, Clock clock, AuthConfig config) {
        this.logins = logins;
        this.sts = sts;
        this.clock = clock;
        this.maxAge = config.aws().maxRequestAge();
        this.skew = config.oidc().clockSkew();
    }

    /** Fails with {@link LoginRefused} and {@link StsUnavailable}. */
    Uni<TokenAnswer> login(UUID identityId, SignedRequest given, AccessEvent attempt) {
        return logins.attempt(
                AwsAuth.METHOD,
                identityId,
                attempt,
                LoginRefused.unverified(),
                candidate -> identify(candidate.settings(), given)
                        .onFailure(Unreadable.class)
                        .invoke(failure -> logins.count(candidate, attempt, failure.reason()))
                        .onFailure(StsUnavailable.class)
                        .invoke(away -> logins.count(candidate, attempt, "check=sts: " + away.getMessage()))
                        .chain(caller -> decide(candidate, caller, attempt)));
    }

    /** Everything that may be checked without STS is checked before it is asked. */
    private Uni<Caller> identify(AwsSettings settings, SignedRequest given) {
        return Uni.createFrom()
                .item(() -> CallerIdentityRequest.parse(given))
                .invoke(this::requireFresh)
                .chain(request -> sts.identify(endpoint(settings, request), request));
    }

    /** STS would take it for fifteen minutes, from whoever has seen it on its way. */
    private void requireFresh(CallerIdentityRequest request) {
        Instant now = clock.instant();
        boolean isFresh = !request.signedAt().isBefore(now.minus(maxAge).minus(skew))
                && !request.signedAt().isAfter(now.plus(skew));
        Unreadable.unless(isFresh, "signed more than %s ago, or ahead of time".formatted(maxAge));
    }

    private static URI endpoint(AwsSettings settings, CallerIdentityRequest request) {
        return StsEndpoint.of(settings.stsEndpoint(), request.host(), request.region())
                .orElseThrow(() -> new Unreadable("signed for another host than stsEndpoint expected=%s received=%s"
                        .formatted(StsEndpoint.authority(settings.stsEndpoint()), ClaimValue.shown(request.host()))));
    }

    private Uni<TokenAnswer> decide(Candidate<AwsSettings> candidate, Caller caller, AccessEvent attempt) {
        return switch (caller) {
            case Caller.Unknown() -> {
                logins.count(candidate, attempt, "check=signature: STS does not believe it");
                yield Uni.createFrom().failure(LoginRefused.unverified());
            }
            case Caller.Known known ->
                Principal.parse(known.arn())
                        .filter(principal -> principal.account().equals(known.account()))
                        .map(principal -> decide(candidate, known, principal, attempt))
                        .orElseGet(() -> logins.refuse(
                                candidate,
                                Provenance.NONE,
                                Logins.described(attempt, candidate),
                                LoginRefused.principal(),
                                "check=arn expected=user or role received=" + ClaimValue.shown(known.arn())));
        };
    }

    private Uni<TokenAnswer> decide(
            Candidate<AwsSettings> candidate, Caller.Known caller, Principal principal, AccessEvent attempt) {
        AwsSettings wanted = candidate.settings();
        Optional<Objection> objection = Objection.first(Stream.of(
                () -> Objection.unless(
                        wanted.accounts().letsPass(principal.account()),
                        LoginRefused.account(),
                        "allowedAccountIds",
                        wanted.accounts(),
                        principal.account()),
                () -> Objection.unless(
                        principal.isIn(wanted.principals()),
                        LoginRefused.principal(),
                        "allowedPrincipalArns",
                        wanted.principals(),
                        caller.arn())));
        AccessEvent event = Logins.described(attempt, candidate)
                .with("awsAccountId", principal.account())
                .with("awsArn", ClaimValue.shown(caller.arn()))
                .with("awsUserId", ClaimValue.shown(caller.userId()));
        return logins.settle(candidate, objection, principal.claims(caller), event);
    }
}
