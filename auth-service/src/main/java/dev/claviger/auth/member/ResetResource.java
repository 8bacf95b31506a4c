package dev.claviger.auth.member;

import dev.claviger.auth.guard.Guard;
import dev.claviger.auth.session.Sessions;
import dev.claviger.auth.user.OneTimeSecret;
import dev.claviger.auth.user.PasswordHash;
import dev.claviger.auth.user.PasswordRules;
import dev.claviger.auth.user.Passwords;
import dev.claviger.auth.user.User;
import dev.claviger.auth.user.UserStore;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/x/password-reset}: a new password for whoever holds the one-time secret. All sessions of the person end. */
@Path("/api/x/password-reset")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ResetResource {
    private static final String EVENT = "reset-user-password";

    private final ResetStore resets;
    private final UserStore users;
    private final Guard guard;
    private final Passwords passwords;
    private final PasswordRules rules;
    private final Sessions sessions;
    private final Outbox outbox;
    private final Refusals refusals;
    private final CurrentRequest current;
    private final Clock clock;

    ResetResource(
            ResetStore resets,
            UserStore users,
            Guard guard,
            Passwords passwords,
            PasswordRules rules,
            Sessions sessions,
            Outbox outbox,
            Refusals refusals,
            CurrentRequest current,
            Clock clock) {
        this.resets = resets;
        this.users = users;
        this.guard = guard;
        this.passwords = passwords;
        this.rules = rules;
        this.sessions = sessions;
        this.outbox = outbox;
        this.refusals = refusals;
        this.current = current;
        this.clock = clock;
    }

    @POST
    @PublicRoute
    public Uni<Said> reset(@Nullable Body body) {
        Body given = body == null ? new Body(null, null) : body;
        Validation input = new Validation();
        Secret token = given.token == null ? Secret.of("") : given.token;
        input.check(token.hasText() && token.reveal().length() <= 128, "token", "Required");
        Secret chosen = rules.read(input, "newPassword", given.newPassword);
        input.done();
        return requireGood(new OneTimeSecret(token))
                .chain(() -> passwords.hash(chosen))
                .chain(hash -> outbox.transaction(tx -> reset(tx, new OneTimeSecret(token), hash)))
                .onFailure(ResetRefused.class)
                .invoke(refused -> refusals.note(EVENT, current.origin(), refused.text()))
                .replaceWith(new Said("The password was changed. All sessions have ended."));
    }

    /** A hash costs much, so nobody gets one for a token that is none. */
    private Uni<Void> requireGood(OneTimeSecret token) {
        AccessEvent attempt = current.event(EVENT);
        return guard.admit(attempt)
                .chain(() -> resets.isGood(token.digest(), clock.instant()))
                .invoke(ResetResource::requireKnown)
                .chain(() -> guard.forgive(attempt));
    }

    private static void requireKnown(boolean known) {
        if (!known) {
            throw new ResetRefused();
        }
    }

    private Uni<Void> reset(RecordedTransaction tx, OneTimeSecret token, PasswordHash hash) {
        return resets.take(tx, token.digest(), clock.instant())
                .map(found -> found.orElseThrow(ResetRefused::new))
                .chain(userId -> users.find(tx, userId))
                .map(found -> found.orElseThrow(ResetRefused::new).user())
                .invoke(user -> tx.record(current.event(EVENT).by(actor(user), null, Provenance.NONE)))
                .map(User::id)
                .chain(userId -> set(tx, userId, hash));
    }

    private Uni<Void> set(RecordedTransaction tx, UUID userId, PasswordHash hash) {
        return users.setPassword(tx, userId, hash, clock.instant())
                .chain(() -> sessions.endOthers(tx, userId, null))
                .replaceWithVoid();
    }

    private static Actor actor(User user) {
        return new Actor("user", user.id().toString(), user.email().text(), "password-reset", "");
    }

    /** Unknown, used or too old; nobody learns which. */
    static final class ResetRefused extends Failure {
        ResetRefused() {
            super(Kind.UNAUTHORIZED, "The link is not valid any more. Ask an administrator for a new one.");
        }
    }

    /** The body. */
    public record Body(@Nullable Secret token, @Nullable Secret newPassword) {}

    /** A text and no more. */
    public record Said(String message) {}
}
