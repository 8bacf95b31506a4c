package dev.claviger.auth.login;

import dev.claviger.auth.session.Person;
import dev.claviger.auth.session.SessionGate;
import dev.claviger.auth.user.MembershipStore;
import dev.claviger.auth.user.MembershipStore.Place;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Where the caller may go with this session. */
@ApplicationScoped
class Places {
    private final SessionGate gate;
    private final MembershipStore memberships;
    private final Outbox outbox;
    private final CurrentRequest current;

    Places(SessionGate gate, MembershipStore memberships, Outbox outbox, CurrentRequest current) {
        this.gate = gate;
        this.memberships = memberships;
        this.outbox = outbox;
        this.current = current;
    }

    Uni<List<Place>> list() {
        return gate.person().chain(person -> outbox.transaction(tx -> list(tx, person)));
    }

    private Uni<List<Place>> list(RecordedTransaction tx, Person person) {
        tx.record(person.did(current.event("get-user-organizations")));
        return memberships
                .active(tx, person.id())
                .map(found -> found.stream()
                        .filter(place ->
                                person.session().isFor(place.organization().id()))
                        .toList());
    }
}
