package dev.claviger.verifier;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The places of one log whose payloads leaves tell to be removed, to be asked about one after the other. */
final class PurgedPlaces {
    /** Where a stretch ends, by where it begins; none touches another. */
    private final TreeMap<Long, Long> stretches = new TreeMap<>();

    private PurgedPlaces() {}

    static PurgedPlaces of(String origin, Stream<Purge> purges) {
        PurgedPlaces places = new PurgedPlaces();
        purges.filter(purge -> purge.shard().equals(origin))
                .flatMap(purge -> purge.ranges().stream())
                .forEach(places::add);
        return places;
    }

    private void add(Purge.Range range) {
        long from = range.from();
        long to = range.to();
        for (Map.Entry<Long, Long> before = stretches.floorEntry(to);
                before != null && before.getValue() >= from;
                before = stretches.floorEntry(to)) {
            from = Math.min(from, before.getKey());
            to = Math.max(to, before.getValue());
            stretches.remove(before.getKey());
        }
        stretches.put(from, to);
    }

    boolean has(long index) {
        Map.Entry<Long, Long> before = stretches.floorEntry(index);
        return before != null && before.getValue() >= index;
    }
}
