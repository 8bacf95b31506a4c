package dev.claviger.vault.keyjob;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;

/** Knows how one kind of job is done. */
public interface Work {
    Kind kind();

    /**
     * Does the next bit in the transaction, which holds the job, and returns how far the job is then. What it does may be done again
     * when the transaction fails. It lasts seconds at most.
     */
    Uni<Progress> next(RecordedTransaction tx, Job job);

    /** The name of the event that tells of the end of such a job. */
    String endName();
}
