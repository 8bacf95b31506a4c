package dev.claviger.verifier;

import java.util.List;
import java.util.Optional;

/** Leaves that tell of payloads which were erased by policy. */
public final class Purges {
    private Purges() {}

    /** What one of the leaves says of this place in this log. */
    public static Optional<Purge> find(List<byte[]> leaves, String origin, long index) {
        return leaves.stream()
                .flatMap(leaf -> LeafEntry.parse(leaf).purge().stream())
                .filter(purge -> purge.tellsOf(origin, index))
                .findFirst();
    }
}
