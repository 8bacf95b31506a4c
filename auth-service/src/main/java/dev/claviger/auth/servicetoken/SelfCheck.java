package dev.claviger.auth.servicetoken;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.NotAuthenticated;
import dev.claviger.kernel.caller.ServiceTokenText;
import dev.claviger.kernel.caller.TokenRefused;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Lets a service token ask about itself, with itself as its only credential. Refusals are counted. */
@ApplicationScoped
class SelfCheck {
    private static final String EVENT = "get-service-token";
    private static final String SCHEME = "Bearer ";

    private final OwnServiceTokens tokens;
    private final Outbox outbox;
    private final Refusals refusals;
    private final CurrentRequest current;

    SelfCheck(OwnServiceTokens tokens, Outbox outbox, Refusals refusals, CurrentRequest current) {
        this.tokens = tokens;
        this.outbox = outbox;
        this.refusals = refusals;
        this.current = current;
    }

    /** For the token itself. Fails with {@link NotAuthenticated} and {@link TokenRefused}. */
    Uni<ServiceToken> recorded(@Nullable String authorization) {
        return checked(authorization)
                .call(token -> outbox.record(current.event(EVENT).by(token.caller())));
    }

    /** For the services that it is used at, which record what it does there. */
    Uni<ServiceToken> checked(@Nullable String authorization) {
        return Uni.createFrom()
                .item(() -> text(authorization))
                .chain(tokens::use)
                .onFailure(Failure.class)
                .invoke(refused -> refusals.note(EVENT, current.origin(), refused.text()));
    }

    private static ServiceTokenText text(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new NotAuthenticated();
        }
        Secret bearer = Secret.of(authorization.substring(SCHEME.length()).strip());
        if (!ServiceTokenText.is(bearer)) {
            throw TokenRefused.invalid();
        }
        return ServiceTokenText.parse(bearer);
    }
}
