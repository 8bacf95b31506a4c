package dev.claviger.auth.oidc;

import static dev.claviger.auth.access.IdentityAction.EDIT;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.access.IdentityActs;
import dev.claviger.auth.claim.BindingWarnings;
import dev.claviger.auth.claim.Check;
import dev.claviger.auth.claim.JobFacts;
import dev.claviger.auth.claim.Judge;
import dev.claviger.auth.claim.TokenKind;
import dev.claviger.auth.issuer.IdTokenRefused;
import dev.claviger.auth.issuer.Issuers;
import dev.claviger.auth.method.Choice;
import dev.claviger.auth.method.Explanation;
import dev.claviger.auth.method.Explanation.Signature;
import dev.claviger.auth.method.LoginMethods;
import dev.claviger.auth.method.Rehearsals;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Plays a login through without logging anybody in. It asks the same checks as {@link OidcLogin}, goes on behind the first one that
 * fails, and issues nothing.
 */
@ApplicationScoped
class Explanations {
    private final LoginMethods methods;
    private final Issuers issuers;
    private final IdentityActs acts;
    private final Outbox outbox;
    private final CurrentRequest current;
    private final Clock clock;
    private final Duration skew;

    Explanations(
            LoginMethods methods,
            Issuers issuers,
            IdentityActs acts,
            Outbox outbox,
            CurrentRequest current,
            Clock clock,
            AuthConfig config) {
        this.methods = methods;
        this.issuers = issuers;
        this.acts = acts;
        this.outbox = outbox;
        this.current = current;
        this.clock = clock;
        this.skew = config.oidc().clockSkew();
    }

    /**
     * Explains what a token would meet. It needs the right to change the configuration, because a draft of one names servers to ask.
     *
     * @param draft changes the stored configuration for this explanation only
     */
    Uni<Explanation> ofToken(UUID identityId, Secret token, UnaryOperator<Choice<OidcSettings>> draft) {
        return allowed(identityId, draft)
                .chain(allowed -> signature(token, allowed.settings())
                        .map(signature -> explain(identityId, allowed.settings(), signature, token))
                        .call(explanation -> record(allowed.event(), explanation)));
    }

    /** The same for claims that were recorded at a login, which nobody could log in with. */
    Uni<Explanation> ofClaims(UUID identityId, Map<String, Object> claims, UnaryOperator<Choice<OidcSettings>> draft) {
        return allowed(identityId, draft)
                .chain(allowed -> Uni.createFrom()
                        .item(explain(identityId, allowed.settings(), Signature.NONE, claims))
                        .call(explanation -> record(allowed.event(), explanation)));
    }

    private AccessEvent event(UUID identityId) {
        return current.event("explain-identity-login").with("identityId", identityId.toString());
    }

    private record Allowed(OidcSettings settings, AccessEvent event) {}

    private Uni<Allowed> allowed(UUID identityId, UnaryOperator<Choice<OidcSettings>> draft) {
        return acts.perform(
                event(identityId),
                EDIT,
                identityId,
                (tx, event) -> methods.manage(tx, OidcAuth.METHOD, identityId)
                        .map(attached ->
                                new Allowed(draft.apply(attached.choice()).settings(), event)));
    }

    private Uni<Signature> signature(Secret token, OidcSettings settings) {
        return Rehearsals.signature(
                issuers.verify(token, settings.issuer(), settings.binding().issuer()));
    }

    /** What is no token at all has no claims to judge; what is wrong with it stands at the signature. */
    private Explanation explain(UUID identityId, OidcSettings settings, Signature signature, Secret token) {
        try {
            return explain(identityId, settings, signature, issuers.unverifiedClaims(token));
        } catch (IdTokenRefused unreadable) {
            return new Explanation(identityId, false, signature, List.of(), warnings(settings), Map.of());
        }
    }

    private Explanation explain(
            UUID identityId, OidcSettings settings, Signature signature, Map<String, Object> claims) {
        List<Check> checks = new Judge(TokenKind.OIDC, settings.binding(), clock.instant(), skew).explain(claims);
        return Explanation.of(
                identityId,
                signature,
                checks.stream().map(Explanation.Shown::of).toList(),
                warnings(settings),
                JobFacts.of(claims).sorted());
    }

    private static List<String> warnings(OidcSettings settings) {
        return BindingWarnings.of(settings.binding(), settings.issuer().discoveryUrl());
    }

    private Uni<Void> record(AccessEvent event, Explanation explanation) {
        return outbox.record(event.with("wouldLogIn", explanation.wouldLogIn()));
    }
}
