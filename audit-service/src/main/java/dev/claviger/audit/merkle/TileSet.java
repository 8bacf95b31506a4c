package dev.claviger.audit.merkle;

import java.util.HashMap;
import java.util.Map;

/** Tiles at hand, by what they are. */
public final class TileSet {
    private final Map<Tile, byte[]> contents = new HashMap<>();

    /** Adds a tile; throws {@link IllegalStateException} when it has not as many hashes as it is wide: rows are missing. */
    public void put(Tile tile, byte[] hashes) {
        if (hashes.length != tile.width() * Hash.BYTES) {
            throw new IllegalStateException("the tree has a hole in tile " + tile);
        }
        contents.put(tile, hashes);
    }

    Hash hash(Node node, long size) {
        byte[] hashes = contents.get(node.tile(size));
        if (hashes == null) {
            throw new IllegalStateException("tile not loaded: " + node.tile(size));
        }
        return hash(hashes, node.offset(), node.breadth());
    }

    private static Hash hash(byte[] hashes, int offset, int breadth) {
        if (breadth == 1) {
            return Hash.at(hashes, offset);
        }
        int half = breadth / 2;
        return Hash.node(hash(hashes, offset, half), hash(hashes, offset + half, half));
    }
}
