package dev.claviger.audit.notice;

import dev.claviger.audit.alert.AlertChange;
import dev.claviger.audit.alert.AlertListener;
import dev.claviger.audit.alert.Operators;
import dev.claviger.audit.feed.AlertEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Writes down whom a change of an alert is to be told to. */
@ApplicationScoped
class Notices implements AlertListener {
    private final NoticeStore store;
    private final Operators operators;

    Notices(NoticeStore store, Operators operators) {
        this.store = store;
        this.operators = operators;
    }

    @Override
    public Uni<Void> changed(RecordedTransaction transaction, AlertChange change) {
        return operators
                .readersOf(change.org())
                .chain(orgs -> store.write(transaction, orgs, change, AlertEvent.of(change)));
    }
}
