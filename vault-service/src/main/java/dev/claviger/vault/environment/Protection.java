package dev.claviger.vault.environment;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Keeps secrets from being changed without the approval that they need. The project is locked by the transaction. */
public interface Protection {

    /** Fails when the caller may not change shared secrets in one of these folders without approval. */
    Uni<Void> requireFree(
            RecordedTransaction tx, Caller caller, UUID projectId, String environment, Collection<String> paths);

    /** The same for all folders at and below a path that hold secrets; returns their paths. */
    Uni<List<String>> requireFreeBelow(
            RecordedTransaction tx, Caller caller, UUID projectId, String environment, String path);
}
