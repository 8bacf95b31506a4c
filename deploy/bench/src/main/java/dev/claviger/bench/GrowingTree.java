package dev.claviger.bench;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** The Merkle tree of a log that grows: full tiles as they fill, and the right edge from which it can grow further (RFC 6962, tlog-tiles). */
final class GrowingTree {
    private static final int WIDTH = 256;

    /** By level: the hashes of the tile that is not full yet. */
    private final List<List<byte[]>> partial = new ArrayList<>();

    /** By level: how many tiles are full. */
    private final List<Long> filled = new ArrayList<>();

    private final List<Tile> tiles = new ArrayList<>();
    private long size;

    /** A tile that is full. */
    record Tile(int level, long index, Buffer hashes, Buffer root) {}

    void append(byte[] leafHash) {
        size++;
        add(0, leafHash);
    }

    long size() {
        return size;
    }

    private void add(int level, byte[] hash) {
        while (partial.size() <= level) {
            partial.add(new ArrayList<>());
            filled.add(0L);
        }
        List<byte[]> row = partial.get(level);
        row.add(hash);
        if (row.size() == WIDTH) {
            byte[] root = root(row);
            tiles.add(new Tile(level, filled.get(level), Buffer.buffer(joined(row)), Buffer.buffer(root)));
            filled.set(level, filled.get(level) + 1);
            row.clear();
            add(level + 1, root);
        }
    }

    /** Those that became full since this was last asked. */
    List<Tile> takeTiles() {
        List<Tile> taken = List.copyOf(tiles);
        tiles.clear();
        return taken;
    }

    /** The roots of its perfect subtrees from left to right. */
    byte[] edge() {
        ByteArrayOutputStream edge = new ByteArrayOutputStream();
        for (int level = partial.size() - 1; level >= 0; level--) {
            List<byte[]> row = partial.get(level);
            for (int at = 0, width = WIDTH / 2; width > 0; width /= 2) {
                if ((row.size() & width) != 0) {
                    edge.writeBytes(root(row.subList(at, at + width)));
                    at += width;
                }
            }
        }
        return edge.toByteArray();
    }

    /** Of a power of two of hashes. */
    private static byte[] root(List<byte[]> hashes) {
        if (hashes.size() == 1) {
            return hashes.getFirst();
        }
        int half = hashes.size() / 2;
        MessageDigest digest = sha256();
        digest.update((byte) 1);
        digest.update(root(hashes.subList(0, half)));
        return digest.digest(root(hashes.subList(half, hashes.size())));
    }

    private static byte[] joined(List<byte[]> hashes) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        hashes.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
