package dev.claviger.audit.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.verifier.TreeMath;
import java.util.ArrayList;
import java.util.List;

/** A tree as RFC 6962 section 2.1 defines it, without a thought for speed. */
final class NaiveTree {
    private final List<byte[]> leaves = new ArrayList<>();

    static NaiveTree ofSize(long size) {
        NaiveTree tree = new NaiveTree();
        for (long i = 0; i < size; i++) {
            tree.leaves.add(TreeMath.leaf(entry(i)));
        }
        return tree;
    }

    static byte[] entry(long index) {
        return ("entry " + index).getBytes(UTF_8);
    }

    byte[] root(int size) {
        return root(leaves.subList(0, size));
    }

    byte[] leaf(int index) {
        return leaves.get(index);
    }

    private static byte[] root(List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            return Hash.empty().bytes();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int middle = Integer.highestOneBit(leaves.size() - 1);
        return TreeMath.node(root(leaves.subList(0, middle)), root(leaves.subList(middle, leaves.size())));
    }
}
