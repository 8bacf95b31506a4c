package dev.claviger.audit.notice;

import dev.claviger.audit.alert.AlertChange;
import dev.claviger.audit.alert.AlertListener;
import dev.claviger.audit.feed.AlertEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Writes down whom a change of an alert is to be told to. */
@ApplicationScoped
class Notices implements AlertListener {
    private final NoticeStore store;

    Notices(NoticeStore store) {
        this.store = store;
    }

    @Override
    public Uni<Void> changed(RecordedTransaction transaction, AlertChange change) {
        return store.write(transaction, List.of(change.org()), change, AlertEvent.of(change));
    }
}
