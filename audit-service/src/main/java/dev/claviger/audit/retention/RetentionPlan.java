package dev.claviger.audit.retention;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long an organisation's new entries are kept.
 *
 * @param defaultClass of entries without a rule of their own
 * @param eventTypes the class of entries by the name of their event
 * @param classes what there is to choose from
 */
public record RetentionPlan(String defaultClass, SortedMap<String, String> eventTypes, List<Offered> classes) {
    static final String ALL = "*";
    static final String LONGEST = "y7";

    public RetentionPlan {
        eventTypes = Collections.unmodifiableSortedMap(new TreeMap<>(eventTypes));
        classes = List.copyOf(classes);
    }

    static RetentionPlan of(List<Rule> rules, List<Offered> classes) {
        SortedMap<String, String> byType = new TreeMap<>();
        rules.forEach(rule -> byType.put(rule.eventType(), rule.retentionClass()));
        @Nullable String general = byType.remove(ALL);
        return new RetentionPlan(general == null ? LONGEST : general, byType, classes);
    }

    /** At least so many days after the end of the month in which an entry was received. */
    public record Offered(String name, int days) {}

    /** One row of the plan. */
    record Rule(String eventType, String retentionClass) {}
}
