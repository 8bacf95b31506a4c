package dev.claviger.kernel.orgright;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How far one role gives one right: nowhere, everywhere, or where its conditions let it.
 *
 * <p>Of the rules of a role, looked at from last to first, the first that names the right and whose conditions hold decides.
 */
sealed interface Extent {

    /** No rule gives it. */
    record Nowhere() implements Extent {}

    /** Given without a condition. */
    record Everywhere() implements Extent {}

    /**
     * Given for some things.
     *
     * @param lastFirst the rules that can decide, in the order in which they are asked
     */
    record Somewhere(List<Rule> lastFirst) implements Extent {
        public Somewhere {
            lastFirst = List.copyOf(lastFirst);
        }

        boolean includes(String id) {
            return lastFirst.stream()
                    .filter(rule -> rule.holds(id))
                    .findFirst()
                    .map(rule -> !rule.inverted())
                    .orElse(false);
        }

        /** Every id it is given for, when only the named ones can be: allowed ones are named, and all others fall through. */
        boolean isFinite() {
            return lastFirst.stream()
                    .filter(rule -> !rule.inverted())
                    .allMatch(rule -> rule.conditions().stream().anyMatch(Condition::isFinite));
        }

        Set<String> named() {
            Set<String> ids = new LinkedHashSet<>();
            lastFirst.stream()
                    .filter(rule -> !rule.inverted())
                    .flatMap(rule -> rule.conditions().stream())
                    .filter(Condition::isFinite)
                    .forEach(condition -> ids.addAll(condition.values()));
            return ids;
        }
    }

    static Extent of(List<Rule> rules, Right right) {
        List<Rule> asked = new ArrayList<>();
        for (Rule rule : rules.reversed()) {
            if (rule.names(right)) {
                asked.add(rule);
                if (rule.isUnconditional()) {
                    break;
                }
            }
        }
        if (asked.stream().allMatch(Rule::inverted)) {
            return new Nowhere();
        }
        return asked.getFirst().isUnconditional() ? new Everywhere() : new Somewhere(asked);
    }
}
