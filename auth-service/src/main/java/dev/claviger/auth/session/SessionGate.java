package dev.claviger.auth.session;

import dev.claviger.auth.token.UserTokens;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.caller.NotAuthenticated;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.caller.TokenRefused;
import dev.claviger.kernel.caller.TokenVerifier;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lets people in who have logged in but may not have chosen an organisation yet. The few routes for them are public to the kernel, which
 * would refuse such a token, and ask here who calls; they concern nothing but the person.
 */
@ApplicationScoped
public class SessionGate {
    private static final String EVENT = "authenticate";

    private final TokenVerifier verifier;
    private final Sessions sessions;
    private final Outbox outbox;
    private final Refusals refusals;
    private final CurrentRequest current;

    SessionGate(TokenVerifier verifier, Sessions sessions, Outbox outbox, Refusals refusals, CurrentRequest current) {
        this.verifier = verifier;
        this.sessions = sessions;
        this.outbox = outbox;
        this.refusals = refusals;
        this.current = current;
    }

    /** Who calls. Fails with {@link NotAuthenticated}, {@link TokenRefused} and {@link SessionEnded}, after recording that. */
    public Uni<Person> person() {
        return claims(UserTokens.ACCESS).chain(claims -> person(claims));
    }

    /**
     * Who calls, to change their account. A session by single sign-on will not do: its provider vouches for the person in one
     * organisation, and the account may belong to others.
     */
    public Uni<Person> owner() {
        return person().invoke(SessionGate::requireOwnLogin);
    }

    private static void requireOwnLogin(Person person) {
        requireOwnLogin(person.session().boundOrgId() == null);
    }

    private static void requireOwnLogin(boolean own) {
        if (!own) {
            throw new OwnLoginNeeded();
        }
    }

    /**
     * Who calls, to change their second factor. As {@link #owner}, and also somebody who has no other login than the single sign-on of their
     * only organisation: it may ask for a factor, and nobody else relies on that.
     */
    public Uni<Person> ownerOfFactor() {
        return person().call(
                        person -> sessions.speaksForAccount(person.session()).invoke(SessionGate::requireOwnLogin));
    }

    /** The claims of a token of this type. Fails with {@link NotAuthenticated} and {@link TokenRefused}. */
    public Uni<Map<String, Object>> claims(String type) {
        return Uni.createFrom()
                .item(current::bearer)
                .chain(verifier::claims)
                .invoke(claims -> requireType(claims, type))
                .onFailure(Failure.class)
                .invoke(refused -> refusals.note(EVENT, current.origin(), refused.text()));
    }

    private static void requireType(Map<String, Object> claims, String type) {
        if (!type.equals(claims.get("authTokenType"))) {
            throw TokenRefused.invalid();
        }
    }

    private Uni<Person> person(Map<String, Object> claims) {
        UUID sessionId = id(claims.get("jti"));
        @Nullable Object orgId = claims.get("organizationId");
        Uni<Person> found = orgId == null ? sessions.person(sessionId) : sessions.person(sessionId, id(orgId));
        return found.onFailure(SessionEnded.class).call(() -> outbox.record(denied(claims)));
    }

    private AccessEvent denied(Map<String, Object> claims) {
        @Nullable Object orgId = claims.get("organizationId");
        Actor actor = new Actor(
                "user",
                String.valueOf(claims.get("userId")),
                String.valueOf(claims.get("username")),
                String.valueOf(claims.get("authMethod")),
                String.valueOf(claims.get("jti")));
        return current.event(EVENT)
                .by(actor, orgId == null ? null : id(orgId), Provenance.NONE)
                .denied(SessionEnded.gone().text());
    }

    private static UUID id(@Nullable Object claim) {
        try {
            return UUID.fromString(String.valueOf(claim));
        } catch (IllegalArgumentException e) {
            throw TokenRefused.invalid();
        }
    }
}
