package dev.claviger.audit.tree;

import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.merkle.Proof;
import dev.claviger.audit.merkle.Tile;
import dev.claviger.audit.merkle.TileSet;
import dev.claviger.audit.shard.Shard;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Roots, proofs and tiles, computed from what is stored and not from what is remembered. */
@ApplicationScoped
public class Trees {
    private final TileStore store;

    Trees(TileStore store) {
        this.store = store;
    }

    /** The root that a shard had at this size; fails when rows are missing. */
    public Uni<Hash> root(Shard shard, long size) {
        return size == 0
                ? Uni.createFrom().item(Hash.empty())
                : hashes(shard, Proof.root(size)).map(List::getFirst);
    }

    /** The hashes of a proof; fails when rows are missing. */
    public Uni<List<Hash>> hashes(Shard shard, Proof proof) {
        TileSet tiles = new TileSet();
        return Multi.createFrom()
                .iterable(proof.tiles())
                .onItem()
                .transformToUniAndConcatenate(
                        tile -> store.hashes(shard, tile).invoke(hashes -> tiles.put(tile, hashes)))
                .collect()
                .last()
                .map(loaded -> proof.hashes(tiles));
    }

    /** The body of a tile; fails when rows are missing. */
    public Uni<Buffer> tile(Shard shard, Tile tile) {
        return store.hashes(shard, tile)
                .invoke(hashes -> requireWhole(hashes.length / Hash.BYTES, tile))
                .map(Buffer::buffer);
    }

    /** The body of an entry bundle; fails when rows are missing. */
    public Uni<Buffer> bundle(Shard shard, Tile tile) {
        return entries(shard, tile).map(Trees::framed);
    }

    /** The leaves below a tile of level 0; fails when rows are missing. */
    public Uni<List<Buffer>> entries(Shard shard, Tile tile) {
        return store.entries(shard, tile).invoke(entries -> requireWhole(entries.size(), tile));
    }

    private static void requireWhole(int found, Tile tile) {
        if (found != tile.width()) {
            throw new IllegalStateException("the tree has a hole in tile " + tile);
        }
    }

    private static Buffer framed(List<Buffer> entries) {
        Buffer bundle = Buffer.buffer();
        entries.forEach(entry -> bundle.appendUnsignedShort(entry.length()).appendBuffer(entry));
        return bundle;
    }
}
