package dev.claviger.audit.merkle;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a proof needs: the trees whose roots it lists, in its order (RFC 6962 sections 2.1.1 and 2.1.2).
 *
 * @param size of the tree that it is about
 */
public record Proof(long size, List<Span> spans) {
    public Proof {
        spans = List.copyOf(spans);
    }

    /** That the leaf is in the tree of this size; from the leaf's sibling to the top. */
    public static Proof inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("no leaf " + index + " in a tree of " + size);
        }
        List<Span> spans = new ArrayList<>();
        includes(index, Span.first(size), spans);
        return new Proof(size, spans);
    }

    /** That the smaller tree is the beginning of the greater; empty where there is nothing to show. */
    public static Proof consistency(long smaller, long greater) {
        if (smaller < 0 || smaller > greater) {
            throw new IllegalArgumentException("no tree of " + smaller + " in one of " + greater);
        }
        List<Span> spans = new ArrayList<>();
        if (smaller > 0 && smaller < greater) {
            extend(smaller, Span.first(greater), true, spans);
        }
        return new Proof(greater, spans);
    }

    /** The root of the tree of this size alone. */
    public static Proof root(long size) {
        return new Proof(size, List.of(Span.first(size)));
    }

    private static void includes(long index, Span tree, List<Span> spans) {
        if (tree.size() == 1) {
            return;
        }
        boolean left = index < tree.middle();
        includes(index, left ? tree.left() : tree.right(), spans);
        spans.add(left ? tree.right() : tree.left());
    }

    private static void extend(long smaller, Span tree, boolean known, List<Span> spans) {
        if (smaller == tree.to()) {
            if (!known) {
                spans.add(tree);
            }
            return;
        }
        if (smaller <= tree.middle()) {
            extend(smaller, tree.left(), known, spans);
            spans.add(tree.right());
        } else {
            extend(smaller, tree.right(), false, spans);
            spans.add(tree.left());
        }
    }

    /** The tiles that have all its hashes. */
    public Set<Tile> tiles() {
        Set<Tile> tiles = new LinkedHashSet<>();
        nodes().forEach(node -> tiles.add(node.tile(size)));
        return tiles;
    }

    private Stream<Node> nodes() {
        return spans.stream().flatMap(span -> span.nodes().stream());
    }

    /** The hashes of the proof, out of its tiles. */
    public List<Hash> hashes(TileSet tiles) {
        return spans.stream().map(span -> hash(span, tiles)).toList();
    }

    private Hash hash(Span span, TileSet tiles) {
        return Edge.fold(
                span.nodes().stream().map(node -> tiles.hash(node, size)).toList());
    }
}
