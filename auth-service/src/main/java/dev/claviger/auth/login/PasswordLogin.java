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
                .chain(() -> users.find(email))
                .chain(found -> judge(found, password, attempt))
                .onFailure(PasswordsBusy.class)
                .call(() -> guard.withdraw(email.text(), attempt))
                .call(() -> guard.forgive(email.text(), attempt))
                .chain(user -> open(user, attempt));
    }

    /** Whether this is the person's password; counted like a login. Fails with {@link LoginRefused} and {@link dev.claviger.auth.guard.Locked}. */
    public Uni<Void> confirm(User user, Secret password, AccessEvent attempt) {
        String account = user.email().text();
        return guard.admit(account, attempt)
                .chain(() -> users.find(user.id()))
                .chain(found -> judge(found, password, attempt))
                .chain(() -> guard.forgive(account, attempt));
    }

    private Uni<User> judge(Optional<Known> found, Secret password, AccessEvent attempt) {
        return passwords
                .check(password, found.flatMap(Known::password))
                .chain(check -> judged(found, check, password, attempt));
    }

    private Uni<User> judged(Optional<Known> found, Check check, Secret password, AccessEvent attempt) {
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
                ? strengthen(known, password).replaceWith(known.user())
                : Uni.createFrom().item(known.user());
    }

    /** Only now, while the password is at hand, can it be hashed anew. */
    private Uni<Void> strengthen(Known known, Secret password) {
        PasswordHash old = known.password().orElseThrow();
        return passwords
                .hash(password)
                .chain(hash -> users.upgradePassword(known.user().id(), old, hash, clock.instant()));
    }

    private Uni<Opened> open(User user, AccessEvent attempt) {
        Session session = sessions.draft(user, METHOD, attempt.origin());
        return outbox.transaction(tx -> {
            tx.record(attempt.by(actor(session), null, Provenance.NONE)
                    .with("sessionId", session.id().toString()));
            return sessions.open(tx, session);
        });
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
