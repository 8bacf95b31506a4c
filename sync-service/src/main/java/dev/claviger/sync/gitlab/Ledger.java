package dev.claviger.sync.gitlab;

import dev.claviger.sync.plan.LedgerEntry;
import dev.claviger.sync.plan.VariableId;
import io.smallrye.mutiny.Uni;

/** Where one sync writes what it owns at one place. What was written is durable when the answer is there. */
public interface Ledger {
    /** Writes an entry, in place of the one of that variable. */
    Uni<Void> put(LedgerEntry entry);

    /** Forgets a variable, also one it does not know. */
    Uni<Void> remove(VariableId id);
}
