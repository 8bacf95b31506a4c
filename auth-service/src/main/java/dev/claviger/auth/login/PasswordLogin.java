package dev.claviger.auth.login;

import dev.claviger.auth.guard.Guard;
import dev.claviger.auth.session.Opened;
import dev.claviger.auth.session.Session;
import dev.claviger.auth.session.Sessions;
import dev.claviger.auth.user.Email;
import dev.claviger.auth.user.PasswordHash;
import dev.claviger.auth.user.Passwords;
import dev.claviger.auth.user.Passwords.Check;
import dev.claviger.auth.user.PasswordsBusy;
import dev.claviger.auth.user.User;
import dev.claviger.auth.user.UserStore;
import dev.claviger.auth.user.UserStore.Known;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/**
 * Logs a person in by e-mail and password. An unknown e-mail and a wrong password go the same way and cost the same: the same counts, one
 * read, one hash.
 */
@ApplicationScoped
public class PasswordLogin {
    private static final String METHOD = "email";

    private final UserStore users;
    private final Passwords passwords;
    private final Guard guard;
    private final Sessions sessions;
    private final Outbox outbox;
    private final Refusals refusals;
    private final Clock clock;

    PasswordLogin(
            UserStore users,
            Passwords passwords,
            Guard guard,
            Sessions sessions,
            Outbox outbox,
            Refusals refusals,
            Clock clock) {
        this.users = users;
        this.passwords = passwords;
        this.guard = guard;
        this.sessions = sessions;
        this.outbox = outbox;
        this.refusals = refusals;
        this.clock = clock;
    }

    /** Fails with {@link LoginRefused} and {@link dev.claviger.auth.guard.Locked}. */
    public Uni<Opened> login(Email email, Secret password, AccessEvent attempt) {
        return guard.admit(email.text(), attempt)
                .chain(() -> enter(email, password, attempt))
                .chain(opened -> opened.isPresent() ? Uni.createFrom().item(opened) : enter(email, password, attempt))
                .map(opened -> opened.orElseThrow(LoginRefused::invalidCredentials))
                .onFailure(PasswordsBusy.class)
                .call(() -> guard.withdraw(email.text(), attempt))
                .call(() -> guard.forgive(email.text(), attempt));
    }

    /** Empty when the password was changed, or hashed anew, after it was compared: then it has to be compared again. */
    private Uni<Optional<Opened>> enter(Email email, Secret password, AccessEvent attempt) {
        return users.find(email).chain(found -> judge(found, password, attempt)).chain(known -> open(known, attempt));
    }

    /** Whether this is the person's password; counted like a login. Fails with {@link LoginRefused} and {@link dev.claviger.auth.guard.Locked}. */
    public Uni<Void> confirm(User user, Secret password, AccessEvent attempt) {
        String account = user.email().text();
        return guard.admit(account, attempt)
                .chain(() -> users.find(user.id()))
                .chain(found -> judge(found, password, attempt))
                .chain(() -> guard.forgive(account, attempt));
    }

    private Uni<Known> judge(Optional<Known> found, Secret password, AccessEvent attempt) {
        return passwords
                .check(password, found.flatMap(Known::password))
                .chain(check -> judged(found, check, password, attempt));
    }

    private Uni<Known> judged(Optional<Known> found, Check check, Secret password, AccessEvent attempt) {
        if (check == Check.WRONG || found.isEmpty()) {
            refusals.note(
                    attempt.name(),
                    attempt.origin(),
                    LoginRefused.invalidCredentials().text());
            return Uni.createFrom().failure(LoginRefused.invalidCredentials());
        }
        Known known = found.get();
        if (!known.user().enabled()) {
            return outbox.record(attempt.by(actor(known.user()), null, Provenance.NONE)
                            .denied(LoginRefused.disabled().text()))
                    .chain(() -> Uni.createFrom().failure(LoginRefused.disabled()));
        }
        return check == Check.RIGHT_BUT_WEAK
                ? strengthen(known, password)
                : Uni.createFrom().item(known);
    }

    /** Only now, while the password is at hand, can it be hashed anew. */
    private Uni<Known> strengthen(Known known, Secret password) {
        PasswordHash old = known.password().orElseThrow();
        return passwords
                .hash(password)
                .chain(hash -> users.upgradePassword(known.user().id(), old, hash, clock.instant())
                        .map(upgraded -> upgraded ? new Known(known.user(), Optional.of(hash)) : known));
    }

    /** Whoever changes the password now finds the session and ends it, or was faster and there is none. */
    private Uni<Optional<Opened>> open(Known known, AccessEvent attempt) {
        Session session = sessions.draft(known.user(), METHOD, attempt.origin());
        PasswordHash compared = known.password().orElseThrow();
        return outbox.transaction(tx -> users.holdPassword(tx, known.user().id(), compared)
                .chain(held -> held
                        ? open(tx, session, attempt).map(Optional::of)
                        : Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Opened> open(RecordedTransaction tx, Session session, AccessEvent attempt) {
        tx.record(attempt.by(actor(session), null, Provenance.NONE)
                .with("sessionId", session.id().toString()));
        return sessions.open(tx, session);
    }

    private static Actor actor(Session session) {
        User user = session.user();
        return new Actor(
                "user",
                user.id().toString(),
                user.email().text(),
                METHOD,
                session.id().toString());
    }

    private static Actor actor(User user) {
        return new Actor("user", user.id().toString(), user.email().text(), METHOD, "");
    }
}
