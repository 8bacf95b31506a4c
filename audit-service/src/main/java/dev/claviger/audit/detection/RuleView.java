package dev.claviger.audit.detection;

import dev.claviger.audit.detection.SettingStore.Setting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule as an organisation has it.
 *
 * @param enabled whether it looks at new entries; never for a rule that is not running
 * @param thresholds the numbers that count
 * @param offAskedBy the administrator who wants a guarded rule off; it goes off when another one asks for the same
 */
public record RuleView(
        DetectionRule rule,
        boolean enabled,
        Map<String, Long> thresholds,
        @Nullable UUID offAskedBy) {
    public RuleView {
        thresholds = Map.copyOf(thresholds);
    }

    /** All of them. */
    public record All(String attackVersion, List<RuleView> rules) {
        public All {
            rules = List.copyOf(rules);
        }
    }

    /** What an organisation does not want to hear. */
    public record Suppressions(List<Suppression> suppressions) {
        public Suppressions {
            suppressions = List.copyOf(suppressions);
        }
    }

    /**
     * What a rule would have found.
     *
     * @param entries how many entries it looked at
     * @param complete false when there were more entries than it looks at
     */
    public record DryRun(String rule, long entries, boolean complete, int alerts, List<WouldBe> first) {
        public DryRun {
            first = List.copyOf(first);
        }
    }

    /** An alert that would have been raised. */
    public record WouldBe(
            String subject, String severity, long logIndex, Instant happenedAt, Map<String, Object> facts) {
        public WouldBe {
            facts = Map.copyOf(facts);
        }
    }

    static RuleView of(DetectionRule rule, Setting setting) {
        Map<String, Long> numbers = new TreeMap<>();
        rule.thresholds().keySet().forEach(name -> numbers.put(name, rule.number(setting.thresholds(), name)));
        return new RuleView(rule, rule.running() && setting.enabled(), numbers, setting.offAskedBy());
    }
}
