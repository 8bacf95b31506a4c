package dev.claviger.audit.trail;

import dev.claviger.audit.shard.Shard;

/**
 * An entry that has its place.
 *
 * @param index in the organisation's trail; the leaf's own index counts from the shard's first
 */
record Placed(Entry entry, long index, Shard shard, Leaf leaf) {
    RecordedEvent event() {
        return entry.event();
    }

    String fact(String name) {
        return event().provenance().getOrDefault(name, "");
    }

    long leafIndex() {
        return index - shard.firstIndex();
    }
}
