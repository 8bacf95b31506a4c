package dev.claviger.auth.profile;

import dev.claviger.auth.login.PasswordLogin;
import dev.claviger.auth.session.Person;
import dev.claviger.auth.session.Sessions;
import dev.claviger.auth.totp.Totps;
import dev.claviger.auth.user.PasswordHash;
import dev.claviger.auth.user.Passwords;
import dev.claviger.auth.user.UserStore;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Gives people a new password. Whoever asks must know the old one and have shown the second factor if there is one. */
@ApplicationScoped
class PasswordChange {
    private final PasswordLogin login;
    private final Passwords passwords;
    private final UserStore users;
    private final Sessions sessions;
    private final Totps totps;
    private final Outbox outbox;
    private final Clock clock;

    PasswordChange(
            PasswordLogin login,
            Passwords passwords,
            UserStore users,
            Sessions sessions,
            Totps totps,
            Outbox outbox,
            Clock clock) {
        this.login = login;
        this.passwords = passwords;
        this.users = users;
        this.sessions = sessions;
        this.totps = totps;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** All other sessions of the person end. Fails as a login does. */
    Uni<Void> change(Person person, Secret old, Secret chosen, AccessEvent attempt) {
        return login.confirm(person.session().user(), old, attempt)
                .chain(() -> passwords.hash(chosen))
                .chain(hash -> outbox.transaction(tx -> store(tx, person, hash, attempt)))
                .onFailure(failure -> failure instanceof Failure refusal && refusal.kind() != Failure.Kind.UNAVAILABLE)
                .call(refusal -> outbox.record(attempt.denied(((Failure) refusal).text())));
    }

    private Uni<Void> store(RecordedTransaction tx, Person person, PasswordHash hash, AccessEvent attempt) {
        tx.record(attempt);
        return totps.isOn(tx, person.id())
                .invoke(on -> requireShown(on, person))
                .chain(() -> users.setPassword(tx, person.id(), hash, clock.instant()))
                .chain(() ->
                        sessions.endOthers(tx, person.id(), person.session().id()))
                .replaceWithVoid();
    }

    private static void requireShown(boolean on, Person person) {
        if (on && !person.session().mfaVerified()) {
            throw new SecondFactorFirst();
        }
    }

    /** The password alone must not be enough to change it. */
    static final class SecondFactorFirst extends Failure {
        SecondFactorFirst() {
            super(Kind.FORBIDDEN, "Show your second factor first: choose an organization.");
        }
    }
}
