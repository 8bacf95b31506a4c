package dev.claviger.audit.merkle;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a growing tree: the roots of its perfect subtrees from left to right, as many as the size has bits set. That is all
 * that is needed to append and to know the root.
 *
 * <p>Not for several threads at once.
 */
public final class Edge {
    private final List<Hash> roots;
    private final List<FullTile> filled = new ArrayList<>();
    private long size;

    private Edge(long size, List<Hash> roots) {
        this.size = size;
        this.roots = roots;
    }

    public static Edge empty() {
        return new Edge(0, new ArrayList<>());
    }

    /** Reads what {@link #bytes} gave. */
    public static Edge read(long size, byte[] bytes) {
        if (bytes.length != Long.bitCount(size) * Hash.BYTES) {
            throw new IllegalStateException("the edge does not fit a tree of " + size + " leaves");
        }
        List<Hash> roots = new ArrayList<>();
        for (int i = 0; i < Long.bitCount(size); i++) {
            roots.add(Hash.at(bytes, i));
        }
        return new Edge(size, roots);
    }

    public void append(Hash leaf) {
        roots.add(leaf);
        size++;
        for (int height = 1; height <= Long.numberOfTrailingZeros(size); height++) {
            merge();
            if (height % Tile.HEIGHT == 0) {
                filled.add(new FullTile(height / Tile.HEIGHT - 1, (size >> height) - 1, roots.getLast()));
            }
        }
    }

    private void merge() {
        Hash right = roots.removeLast();
        Hash left = roots.removeLast();
        roots.add(Hash.node(left, right));
    }

    public long size() {
        return size;
    }

    public Hash root() {
        return fold(roots);
    }

    /** Joins neighbouring subtrees, from left to right ever smaller, to the root of the tree that they are. */
    static Hash fold(List<Hash> roots) {
        if (roots.isEmpty()) {
            return Hash.empty();
        }
        Hash root = roots.getLast();
        for (int i = roots.size() - 2; i >= 0; i--) {
            root = Hash.node(roots.get(i), root);
        }
        return root;
    }

    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(roots.size() * Hash.BYTES);
        roots.forEach(root -> bytes.writeBytes(root.bytes()));
        return bytes.toByteArray();
    }

    /** The tiles that became full since this was last asked, lower levels first where one filled the other. */
    public List<FullTile> takeFilled() {
        List<FullTile> taken = List.copyOf(filled);
        filled.clear();
        return taken;
    }

    /** A tile that has its 256 hashes, with the root of the subtree above them. */
    public record FullTile(int level, long index, Hash root) {}
}
