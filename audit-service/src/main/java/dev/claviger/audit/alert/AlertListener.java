package dev.claviger.audit.alert;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;

/** Somebody who is told what happens to alerts, within the transaction that makes it: what it writes commits with the change or not at all. */
public interface AlertListener {

    /** When it fails the change does not happen. */
    Uni<Void> changed(RecordedTransaction transaction, AlertChange change);
}
