package dev.claviger.audit.retention;

import java.util.stream.LongStream;

/**
 * Neighbouring leaves of one log whose payloads go.
 *
 * @param firstIndex where the log's first leaf stands in the organisation's trail
 * @param from the first leaf
 * @param to the last one
 */
record Gone(String org, String origin, long firstIndex, long from, long to) {
    long entries() {
        return to - from + 1;
    }

    /** The same as places in the trail. */
    LongStream places() {
        return LongStream.rangeClosed(firstIndex + from, firstIndex + to);
    }

    String range() {
        return "[%d,%d]".formatted(from, to);
    }

    boolean isFollowedBy(Gone next) {
        return org.equals(next.org) && origin.equals(next.origin) && to + 1 == next.from;
    }

    Gone upTo(Gone next) {
        return new Gone(org, origin, firstIndex, from, next.to);
    }
}
