package dev.claviger.audit.trail;

import dev.claviger.audit.merkle.Edge;
import dev.claviger.audit.merkle.Edge.FullTile;
import dev.claviger.audit.shard.Shard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One log while its row is locked: what is appended changes its size, its tree and, at the end of a quarter, its shard. */
final class GrowingLog {
    private final String org;
    private final List<Placed> placed = new ArrayList<>();
    private final List<Filled> filled = new ArrayList<>();
    private final @Nullable String givenUp;
    private long size;
    private @Nullable Shard shard;
    private Edge edge;

    GrowingLog(String org, long size, @Nullable Shard shard, Edge edge, @Nullable String givenUp) {
        this.org = org;
        this.size = size;
        this.shard = shard;
        this.edge = edge;
        this.givenUp = givenUp;
    }

    String org() {
        return org;
    }

    long size() {
        return size;
    }

    /** The open shard; null before the first entry of all. */
    @Nullable
    Shard shard() {
        return shard;
    }

    Edge edge() {
        return edge;
    }

    /** Whether the open shard takes nothing more, not even its end. */
    boolean isGivenUp() {
        return givenUp != null;
    }

    /** Why; null where it was not given up. */
    @Nullable
    String givenUp() {
        return givenUp;
    }

    void add(Entry entry, byte[] salt) {
        Shard open = openShard();
        Leaf leaf = Leaf.of(entry, salt);
        edge.append(leaf.hash());
        placed.add(new Placed(entry, size++, open, leaf));
    }

    /** Goes on in another shard, with an empty tree. */
    void goOnIn(Shard next) {
        collectTiles();
        shard = next;
        edge = Edge.empty();
    }

    List<Placed> placed() {
        return placed;
    }

    List<Filled> filled() {
        collectTiles();
        return filled;
    }

    private void collectTiles() {
        Shard open = shard;
        if (open != null) {
            edge.takeFilled().forEach(tile -> filled.add(new Filled(open, tile)));
        }
    }

    Shard openShard() {
        if (shard == null) {
            throw new IllegalStateException("no shard is open in the log " + org);
        }
        return shard;
    }

    /** A tile that became full. */
    record Filled(Shard shard, FullTile tile) {}
}
