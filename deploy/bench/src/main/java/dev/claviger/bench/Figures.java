package dev.claviger.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one run of a load came to.
 *
 * @param connections at once, each with one request under way
 * @param perSecond requests answered as wanted
 * @param p50Millis and the others: from sending to the whole answer
 * @param failures requests that were answered otherwise or not at all, by status; 0 stands for no answer
 */
public record Figures(
        String name,
        int connections,
        long requests,
        double seconds,
        double perSecond,
        double p50Millis,
        double p99Millis,
        double maxMillis,
        Map<Integer, Long> failures) {

    public Figures {
        failures = Map.copyOf(new TreeMap<>(failures));
    }

    boolean isSound() {
        return failures.isEmpty();
    }
}
