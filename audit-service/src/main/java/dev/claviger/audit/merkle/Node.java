package dev.claviger.audit.merkle;

/**
 * The root of a perfect subtree: of the leaves {@code index * 2^height} to {@code (index + 1) * 2^height}, without the last.
 */
record Node(int height, long index) {

    /** The tile whose hashes give this node, as wide as a tree of this size has it. */
    Tile tile(long size) {
        return Tile.in(size, height / Tile.HEIGHT, firstHash() / Tile.WIDTH);
    }

    /** The place of the first of its hashes inside that tile. */
    int offset() {
        return (int) (firstHash() % Tile.WIDTH);
    }

    /** How many hashes of the tile lie below it. */
    int breadth() {
        return 1 << (height % Tile.HEIGHT);
    }

    private long firstHash() {
        return index << (height % Tile.HEIGHT);
    }
}
