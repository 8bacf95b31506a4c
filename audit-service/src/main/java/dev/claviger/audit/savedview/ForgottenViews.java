package dev.claviger.audit.savedview;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Forgets views when a person or identity is erased: their own, whoever they are shared with, and those that search for them. */
@ApplicationScoped
public class ForgottenViews {
    private final SavedViewStore store;

    ForgottenViews(SavedViewStore store) {
        this.store = store;
    }

    /** How many are gone, once the transaction is. */
    public Uni<Integer> forget(RecordedTransaction transaction, UUID org, UUID somebody) {
        return store.forget(transaction, org, somebody);
    }
}
