package dev.claviger.sync.gitlab;

import dev.claviger.sync.plan.UndoEntry;
import io.smallrye.mutiny.Uni;

/** Where a run writes what was there before. Holds values, so whoever keeps it seals them. */
public interface UndoLog {
    /** Writes before the step is taken; durable when the answer is there. The first entry of a variable in a run stays. */
    Uni<Void> remember(UndoEntry entry);
}
