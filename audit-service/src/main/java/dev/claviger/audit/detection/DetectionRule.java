package dev.claviger.audit.detection;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A rule as data ({@code detection-rules.json}): what people read about it, and its numbers.
 *
 * @param techniques MITRE ATT&CK techniques, of the version that the file names
 * @param running false where the facts it needs are not recorded; such a rule never fires and does not pretend to
 * @param guarded whether it watches the log itself, so that one administrator alone cannot turn it off
 * @param needs what it cannot see, and why
 */
public record DetectionRule(
        String id,
        int version,
        String title,
        String severity,
        String looksAt,
        Map<String, Threshold> thresholds,
        long suppressionSeconds,
        String explanation,
        List<String> techniques,
        boolean running,
        boolean guarded,
        List<String> needs) {

    /** A number that organisations may choose, within bounds. */
    public record Threshold(
            @com.fasterxml.jackson.annotation.JsonProperty("default")
            long normal,

            long least,
            long most) {}

    public DetectionRule {
        thresholds = Map.copyOf(thresholds);
        techniques = List.copyOf(techniques);
        needs = List.copyOf(needs);
    }

    Duration quiet() {
        return Duration.ofSeconds(suppressionSeconds);
    }

    /** The number that counts: the chosen one, else the default. */
    long number(Map<String, Long> chosen, String name) {
        Threshold threshold = thresholds.get(name);
        return chosen.getOrDefault(name, threshold == null ? 0L : threshold.normal());
    }
}
