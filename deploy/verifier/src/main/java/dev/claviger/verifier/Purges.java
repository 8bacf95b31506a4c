package dev.claviger.verifier;

import java.util.List;

/** Leaves that tell of payloads which were erased by policy. */
public final class Purges {
    private Purges() {}

    /** Whether one of the leaves says so of this place in this log. */
    public static boolean tellOf(List<byte[]> leaves, String origin, long index) {
        return leaves.stream()
                .flatMap(leaf -> LeafEntry.parse(leaf).purged().stream())
                .anyMatch(range -> range.has(origin, index));
    }
}
