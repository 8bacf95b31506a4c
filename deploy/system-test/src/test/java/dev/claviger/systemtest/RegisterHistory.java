package dev.claviger.systemtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What clients saw of one register, and whether one order of all operations explains it.
 *
 * <p>Every value is written once. Then the operations with one value form a cluster, and its zone reaches from the first end among them
 * to the last start: a forward zone when the end comes first, else a backward zone. The history is linearisable exactly when no value
 * was read before its write began, no two forward zones overlap and no forward zone contains a backward one (Gibbons and Korach, Testing
 * Shared Memories, 1997, theorem 4.5).
 */
record RegisterHistory(List<Operation> operations) {

    /**
     * One operation; times are of one clock.
     *
     * @param end {@link Long#MAX_VALUE} when nobody knows whether and when it took effect
     */
    record Operation(boolean isWrite, String value, long start, long end) {}

    private record Zone(String value, long firstEnd, long lastStart) {
        boolean isForward() {
            return firstEnd < lastStart;
        }

        long low() {
            return Math.min(firstEnd, lastStart);
        }

        long high() {
            return Math.max(firstEnd, lastStart);
        }
    }

    /** What is wrong with it; empty when it is linearisable. */
    Optional<String> contradiction() {
        Map<String, List<Operation>> clusters =
                operations.stream().collect(Collectors.groupingBy(Operation::value, TreeMap::new, Collectors.toList()));
        List<Zone> zones = new ArrayList<>();
        for (Map.Entry<String, List<Operation>> cluster : clusters.entrySet()) {
            List<Operation> writes =
                    cluster.getValue().stream().filter(Operation::isWrite).toList();
            List<Operation> reads =
                    cluster.getValue().stream().filter(one -> !one.isWrite()).toList();
            if (writes.size() != 1) {
                return Optional.of("%s was written %d times".formatted(cluster.getKey(), writes.size()));
            }
            Operation write = writes.getFirst();
            if (reads.isEmpty() && write.end() == Long.MAX_VALUE) {
                continue; // it may never have happened
            }
            if (reads.stream().anyMatch(read -> read.end() < write.start())) {
                return Optional.of(cluster.getKey() + " was read before it was written");
            }
            zones.add(zone(cluster.getKey(), cluster.getValue()));
        }
        return clash(zones);
    }

    private static Zone zone(String value, List<Operation> cluster) {
        return new Zone(
                value,
                cluster.stream().mapToLong(Operation::end).min().orElseThrow(),
                cluster.stream().mapToLong(Operation::start).max().orElseThrow());
    }

    private static Optional<String> clash(List<Zone> zones) {
        for (Zone one : zones) {
            for (Zone other : zones) {
                if (!one.value().equals(other.value()) && one.isForward() && clash(one, other)) {
                    return Optional.of("%s and %s cannot be put in order".formatted(one.value(), other.value()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean clash(Zone forward, Zone other) {
        return other.isForward()
                ? forward.low() < other.high() && other.low() < forward.high()
                : forward.low() < other.low() && other.high() < forward.high();
    }
}
