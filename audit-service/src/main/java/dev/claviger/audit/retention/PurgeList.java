package dev.claviger.audit.retention;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was removed from the caller's organisation, newest first. */
public record PurgeList(List<Removal> purges) {
    public PurgeList {
        purges = List.copyOf(purges);
    }

    /**
     * One leaf that tells of removed payloads.
     *
     * @param index where the telling entry stands in the organisation's log
     * @param kind {@code retention} or {@code erasure}
     * @param month the dropped month; null where single entries were erased
     * @param entries how many payloads
     * @param by the id of who wanted it, or {@code platform}
     * @param shard the log with the telling leaf
     * @param leaf its place there
     */
    public record Removal(
            long index,
            String kind,
            String retentionClass,
            @Nullable LocalDate month,
            long entries,
            String by,
            Instant at,
            String shard,
            long leaf) {}
}
