package dev.claviger.kernel.outbox;

import io.smallrye.mutiny.Uni;

/**
 * What a service adds to each of its recorded transactions, so that no feature can forget it. Every bean of this type is asked when the
 * work is done and its events are known; what it writes commits with them, and when it fails nothing commits.
 */
public interface BeforeCommit {

    /** Adds to the transaction. Runs once for each, also for those that recorded nothing. */
    Uni<Void> complete(RecordedTransaction tx);
}
