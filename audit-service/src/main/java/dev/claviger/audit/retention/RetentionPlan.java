package dev.claviger.audit.retention;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long an organisation's new entries are kept.
 *
 * @param defaultClass of entries without a rule of their own
 * @param eventTypes the class of entries by the name of their event
 * @param classes what there is to choose from
 * @param proposed a weaker plan that one administrator asked for and that counts when another one does; null when there is none
 */
public record RetentionPlan(
        String defaultClass,
        SortedMap<String, String> eventTypes,
        List<Offered> classes,
        @Nullable Proposal proposed) {
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
        return new RetentionPlan(general == null ? LONGEST : general, byType, classes, null);
    }

    /** As it is stored. */
    List<Rule> rules() {
        return Stream.concat(
                        Stream.of(new Rule(ALL, defaultClass)),
                        eventTypes.entrySet().stream().map(each -> new Rule(each.getKey(), each.getValue())))
                .toList();
    }

    RetentionPlan with(@Nullable Proposal proposal) {
        return new RetentionPlan(defaultClass, eventTypes, classes, proposal);
    }

    /** Whether some entries would be kept for a shorter time than with the other plan. */
    boolean keepsLessThan(RetentionPlan other) {
        return days(defaultClass) < other.days(other.defaultClass)
                || Stream.concat(eventTypes.keySet().stream(), other.eventTypes.keySet().stream())
                        .anyMatch(type -> days(classOf(type)) < other.days(other.classOf(type)));
    }

    private String classOf(String eventType) {
        return eventTypes.getOrDefault(eventType, defaultClass);
    }

    private int days(String name) {
        return classes.stream()
                .filter(offered -> offered.name().equals(name))
                .mapToInt(Offered::days)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    /** For events: {@code *=y7,get-secret=d90}. */
    String text() {
        return Stream.concat(
                        Stream.of(ALL + "=" + defaultClass),
                        eventTypes.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()))
                .collect(Collectors.joining(","));
    }

    /** At least so many days after the end of the month in which an entry was received. */
    public record Offered(String name, int days) {}

    /** One row of the plan. */
    record Rule(String eventType, String retentionClass) {}

    /**
     * What one administrator asked for.
     *
     * @param askedBy the id of who did
     * @param expiresAt until when another one can ask for the same
     */
    public record Proposal(
            String defaultClass,
            SortedMap<String, String> eventTypes,
            String askedBy,
            Instant askedAt,
            Instant expiresAt) {
        public Proposal {
            eventTypes = Collections.unmodifiableSortedMap(new TreeMap<>(eventTypes));
        }

        static Proposal of(RetentionPlan plan, String askedBy, Instant askedAt) {
            return new Proposal(
                    plan.defaultClass(),
                    plan.eventTypes(),
                    askedBy,
                    askedAt,
                    askedAt.plus(SecondAdministrator.PATIENCE));
        }

        boolean isFor(RetentionPlan plan) {
            return defaultClass.equals(plan.defaultClass()) && eventTypes.equals(plan.eventTypes());
        }
    }
}
