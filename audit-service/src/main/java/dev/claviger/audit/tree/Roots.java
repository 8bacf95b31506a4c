package dev.claviger.audit.tree;

import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.merkle.Proof;
import dev.claviger.audit.merkle.Tile;
import dev.claviger.audit.merkle.TileSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The roots of one tree at several sizes.
 *
 * @param widest of the tiles that are wanted in several widths, by where they are
 */
record Roots(List<Proof> proofs, Map<Roots.Where, Tile> widest) {

    /** Where a tile is, however wide. */
    record Where(int level, long index) {
        static Where of(Tile tile) {
            return new Where(tile.level(), tile.index());
        }
    }

    static Roots at(Set<Long> sizes) {
        List<Proof> proofs =
                sizes.stream().filter(size -> size > 0).map(Proof::root).toList();
        Map<Where, Tile> widest = new LinkedHashMap<>();
        proofs.stream()
                .flatMap(proof -> proof.tiles().stream())
                .forEach(tile -> widest.merge(Where.of(tile), tile, Roots::wider));
        return new Roots(proofs, widest);
    }

    private static Tile wider(Tile one, Tile other) {
        return one.width() > other.width() ? one : other;
    }

    /** The tiles that have all their hashes. */
    Stream<Tile> tiles() {
        return widest.values().stream();
    }

    /** By size; empty where hashes are missing. */
    Optional<Map<Long, Hash>> outOf(Function<Tile, byte @Nullable []> contents) {
        Map<Long, Hash> roots = new HashMap<>(Map.of(0L, Hash.empty()));
        for (Proof proof : proofs) {
            TileSet tiles = new TileSet();
            for (Tile tile : proof.tiles()) {
                Tile wide = widest.getOrDefault(Where.of(tile), tile);
                byte @Nullable [] hashes = contents.apply(wide);
                if (hashes == null || hashes.length != wide.width() * Hash.BYTES) {
                    return Optional.empty();
                }
                tiles.put(tile, Arrays.copyOf(hashes, tile.width() * Hash.BYTES));
            }
            roots.put(proof.size(), proof.hashes(tiles).getFirst());
        }
        return Optional.of(roots);
    }
}
