package dev.claviger.audit.merkle;

import java.util.ArrayList;
import java.util.List;

/** Neighbouring leaves whose tree is part of a greater one: {@code from} inclusive, {@code to} exclusive. */
public record Span(long from, long to) {

    public static Span first(long size) {
        return new Span(0, size);
    }

    long size() {
        return to - from;
    }

    /** Where a tree parts: after the greatest power of two below its size (RFC 6962 section 2.1). */
    long middle() {
        return from + Long.highestOneBit(size() - 1);
    }

    Span left() {
        return new Span(from, middle());
    }

    Span right() {
        return new Span(middle(), to);
    }

    /** The perfect subtrees from left to right. */
    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (long at = from; at < to; at += 1L << nodes.getLast().height()) {
            int fits = Long.SIZE - 1 - Long.numberOfLeadingZeros(to - at);
            int aligned = at == 0 ? Long.SIZE - 2 : Long.numberOfTrailingZeros(at);
            int height = Math.min(fits, aligned);
            nodes.add(new Node(height, at >> height));
        }
        return nodes;
    }
}
