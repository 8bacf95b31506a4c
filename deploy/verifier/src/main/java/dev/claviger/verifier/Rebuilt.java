package dev.claviger.verifier;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A tree that is built from its leaf hashes alone, one after the other, and shows each tile when it has all of it. */
final class Rebuilt {
    private static final int TILE_BYTES = 8192;

    private final TileSight sight;
    private final List<Level> levels = new ArrayList<>();
    private long size;

    /** The hashes of the tile under way on one level. */
    private static final class Level {
        private final ByteArrayOutputStream hashes = new ByteArrayOutputStream(TILE_BYTES);
        private long full;
    }

    /** Is shown the tiles. */
    interface TileSight {
        void see(int level, long index, byte[] hashes);
    }

    Rebuilt(TileSight sight) {
        this.sight = sight;
    }

    long size() {
        return size;
    }

    void append(byte[] leafHash) {
        size++;
        add(0, leafHash);
    }

    private void add(int number, byte[] hash) {
        if (levels.size() == number) {
            levels.add(new Level());
        }
        Level level = levels.get(number);
        level.hashes.writeBytes(hash);
        if (level.hashes.size() == TILE_BYTES) {
            byte[] tile = level.hashes.toByteArray();
            sight.see(number, level.full++, tile);
            level.hashes.reset();
            add(number + 1, root(tile, 0, tile.length / 32));
        }
    }

    /** Shows the tiles that are not full. */
    void finish() {
        for (int number = 0; number < levels.size(); number++) {
            Level level = levels.get(number);
            if (level.hashes.size() > 0) {
                sight.see(number, level.full, level.hashes.toByteArray());
            }
        }
    }

    /** The root, from what is not full on each level: the lowest is the rightmost. */
    byte[] root() {
        byte[] right = new byte[0];
        for (Level level : levels) {
            byte[] hashes = level.hashes.toByteArray();
            if (right.length > 0) {
                hashes = TreeMath.concat(hashes, right);
            }
            right = hashes.length == 0 ? right : root(hashes, 0, hashes.length / 32);
        }
        return right.length == 0 ? TreeMath.digest() : right;
    }

    private static byte[] root(byte[] hashes, int from, int to) {
        if (to - from == 1) {
            return Arrays.copyOfRange(hashes, from * 32, to * 32);
        }
        int half = Integer.highestOneBit(to - from - 1);
        return TreeMath.node(root(hashes, from, from + half), root(hashes, from + half, to));
    }
}
