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
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Roots, proofs and tiles, computed from what is stored and not from what is remembered. */
@ApplicationScoped
public class Trees {
    private final TileStore store;

    Trees(TileStore store) {
        this.store = store;
    }

    /** The roots that a shard had at these sizes, out of rows that are read once; fails when some are missing. */
    public Uni<Map<Long, Hash>> roots(Shard shard, Set<Long> sizes) {
        List<Proof> proofs =
                sizes.stream().filter(size -> size > 0).map(Proof::root).toList();
        Map<Place, Tile> widest = new LinkedHashMap<>();
        proofs.stream()
                .flatMap(proof -> proof.tiles().stream())
                .forEach(tile -> widest.merge(Place.of(tile), tile, Trees::wider));
        return load(shard, widest.values()).map(loaded -> roots(proofs, widest, loaded));
    }

    /** Where a tile is, however wide. */
    private record Place(int level, long index) {
        static Place of(Tile tile) {
            return new Place(tile.level(), tile.index());
        }
    }

    private static Tile wider(Tile one, Tile other) {
        return one.width() > other.width() ? one : other;
    }

    private static Map<Long, Hash> roots(List<Proof> proofs, Map<Place, Tile> widest, Map<Tile, byte[]> loaded) {
        Map<Long, Hash> roots = new HashMap<>(Map.of(0L, Hash.empty()));
        for (Proof proof : proofs) {
            TileSet tiles = new TileSet();
            for (Tile tile : proof.tiles()) {
                byte[] hashes = Objects.requireNonNull(loaded.get(widest.get(Place.of(tile))));
                tiles.put(tile, Arrays.copyOf(hashes, Math.min(hashes.length, tile.width() * Hash.BYTES)));
            }
            roots.put(proof.size(), proof.hashes(tiles).getFirst());
        }
        return roots;
    }

    private Uni<Map<Tile, byte[]>> load(Shard shard, Collection<Tile> tiles) {
        Map<Tile, byte[]> loaded = new HashMap<>();
        return Multi.createFrom()
                .iterable(tiles)
                .onItem()
                .transformToUniAndConcatenate(
                        tile -> store.hashes(shard, tile).invoke(hashes -> loaded.put(tile, hashes)))
                .collect()
                .last()
                .replaceWith(loaded);
    }

    /** The hashes of a proof; fails when rows are missing. */
    public Uni<List<Hash>> hashes(Shard shard, Proof proof) {
        return load(shard, proof.tiles()).map(loaded -> {
            TileSet tiles = new TileSet();
            loaded.forEach(tiles::put);
            return proof.hashes(tiles);
        });
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
