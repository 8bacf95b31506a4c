package dev.claviger.auth.totp;

import dev.claviger.auth.guard.Guard;
import dev.claviger.auth.session.Person;
import dev.claviger.auth.session.SessionGate;
import dev.claviger.auth.session.Sessions;
import dev.claviger.auth.totp.TotpStore.Stored;
import dev.claviger.auth.totp.Totps.Fresh;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What people do with their own second factor. To take it away, or its recovery codes, they must show it. */
@ApplicationScoped
class OwnTotp {
    private final Totps totps;
    private final SessionGate gate;
    private final Sessions sessions;
    private final Guard guard;
    private final Outbox outbox;
    private final CurrentRequest current;

    OwnTotp(Totps totps, SessionGate gate, Sessions sessions, Guard guard, Outbox outbox, CurrentRequest current) {
        this.totps = totps;
        this.gate = gate;
        this.sessions = sessions;
        this.guard = guard;
        this.outbox = outbox;
        this.current = current;
    }

    /** A new secret and whose it is. */
    record Begun(Fresh fresh, Person person) {}

    Uni<Stored> find() {
        return perform(
                "get-user-mfa",
                (tx, person) -> totps.find(tx, person.id()).map(found -> found.orElseThrow(TotpRefused::none)));
    }

    Uni<Begun> begin() {
        return perform(
                "register-user-mfa",
                (tx, person) -> totps.begin(tx, person.id()).map(fresh -> new Begun(fresh, person)));
    }

    /** Turns it on. This session has shown it; all others end, because they have not. */
    Uni<Void> confirm(Secret code) {
        return guarded(
                "enable-user-mfa",
                (tx, person) -> totps.confirm(tx, person.id(), code)
                        .invoke(OwnTotp::requireRight)
                        .chain(() -> sessions.verified(tx, person.session().id()))
                        .chain(() -> sessions.endOthers(
                                tx, person.id(), person.session().id()))
                        .replaceWithVoid());
    }

    Uni<Void> remove(Secret code) {
        return showing(
                "disable-user-mfa",
                code,
                (tx, person) -> totps.remove(tx, person.id()).replaceWithVoid());
    }

    Uni<List<Secret>> newCodes(Secret code) {
        return showing("create-user-mfa-recovery-codes", code, (tx, person) -> totps.newCodes(tx, person.id()));
    }

    private <T> Uni<T> showing(String event, Secret code, BiFunction<RecordedTransaction, Person, Uni<T>> work) {
        return guarded(
                event,
                (tx, person) -> totps.use(tx, person.id(), code)
                        .invoke(OwnTotp::requireRight)
                        .chain(() -> work.apply(tx, person)));
    }

    /** Counts as a guess at the code unless it succeeds. */
    private <T> Uni<T> guarded(String event, BiFunction<RecordedTransaction, Person, Uni<T>> work) {
        return gate.ownerOfFactor().chain(person -> {
            AccessEvent attempt = person.did(current.event(event));
            String account = "totp:" + person.id();
            return guard.admit(account, attempt)
                    .chain(() -> recorded(attempt, tx -> work.apply(tx, person)))
                    .call(() -> guard.forgive(account, attempt));
        });
    }

    private <T> Uni<T> perform(String event, BiFunction<RecordedTransaction, Person, Uni<T>> work) {
        return gate.ownerOfFactor()
                .chain(person -> recorded(person.did(current.event(event)), tx -> work.apply(tx, person)));
    }

    private <T> Uni<T> recorded(AccessEvent attempt, Function<RecordedTransaction, Uni<T>> work) {
        return outbox.transaction(tx -> {
                    tx.record(attempt);
                    return work.apply(tx);
                })
                .onFailure(TotpRefused.class)
                .call(refused -> outbox.record(attempt.denied(refused.text())));
    }

    private static void requireRight(boolean right) {
        if (!right) {
            throw TotpRefused.wrongCode();
        }
    }
}
