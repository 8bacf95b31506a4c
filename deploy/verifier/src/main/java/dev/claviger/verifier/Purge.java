package dev.claviger.verifier;

import java.util.List;

/**
 * What a leaf says of payloads that were removed.
 *
 * @param shard the origin of the log that they were in, which may be an older one than that of the leaf
 * @param kind {@code retention} or {@code erasure}; empty where the leaf does not say
 * @param retentionClass whose time has passed
 * @param by the id of who wanted it, or {@code platform}
 */
public record Purge(String shard, List<Range> ranges, String kind, String retentionClass, String by) {
    public Purge {
        ranges = List.copyOf(ranges);
    }

    /** Whether it tells of this place. */
    public boolean tellsOf(String origin, long index) {
        return shard.equals(origin) && ranges.stream().anyMatch(range -> range.has(index));
    }

    /** How many payloads it tells of. */
    public long entries() {
        return ranges.stream().mapToLong(range -> range.to() - range.from() + 1).sum();
    }

    /** Leaves of a log: {@code from} and {@code to} inclusive. */
    public record Range(long from, long to) {
        boolean has(long index) {
            return from <= index && index <= to;
        }
    }
}
