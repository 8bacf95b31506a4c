package dev.claviger.audit.tree;

import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.merkle.Proof;
import dev.claviger.audit.merkle.Tile;
import dev.claviger.audit.merkle.TileSet;
import dev.claviger.audit.shard.Shard;
import dev.claviger.audit.tree.TileStore.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Roots, proofs and tiles, computed from what is stored and not from what is remembered. */
@ApplicationScoped
public class Trees {
    private final TileStore store;

    Trees(TileStore store) {
        this.store = store;
    }

    /**
     * The roots that shards had at these sizes, out of rows that are read once and together. A shard of which rows are missing is not among
     * them.
     */
    public Uni<Map<Shard, Map<Long, Hash>>> roots(Map<Shard, Set<Long>> sizes) {
        Map<Shard, Roots> wanted = new LinkedHashMap<>();
        sizes.forEach((shard, each) -> wanted.put(shard, Roots.at(each)));
        List<Place> places = wanted.entrySet().stream()
                .flatMap(each -> each.getValue().tiles().map(tile -> new Place(each.getKey(), tile)))
                .toList();
        return store.hashes(places).map(loaded -> roots(wanted, loaded));
    }

    private static Map<Shard, Map<Long, Hash>> roots(Map<Shard, Roots> wanted, Map<Place, byte[]> loaded) {
        Map<Shard, Map<Long, Hash>> roots = new HashMap<>();
        wanted.forEach((shard, each) ->
                each.outOf(tile -> loaded.get(new Place(shard, tile))).ifPresent(found -> roots.put(shard, found)));
        return roots;
    }

    private Uni<Map<Tile, byte[]>> load(Shard shard, Collection<Tile> tiles) {
        return store.hashes(tiles.stream().map(tile -> new Place(shard, tile)).toList())
                .map(loaded -> loaded.entrySet().stream()
                        .collect(Collectors.toMap(each -> each.getKey().tile(), Map.Entry::getValue)));
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
        return load(shard, List.of(tile))
                .map(loaded -> loaded.getOrDefault(tile, new byte[0]))
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
