package dev.claviger.kernel.orgright;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One rule of a role: it allows, or inverted forbids, actions on a subject where all conditions hold. One that names an action which
 * the subject does not have cannot be built.
 */
public record Rule(Subject subject, Set<String> actions, boolean inverted, List<Condition> conditions) {
    public Rule {
        actions = Collections.unmodifiableSet(new LinkedHashSet<>(actions));
        conditions = List.copyOf(conditions);
        if (actions.isEmpty() || !subject.actions().containsAll(actions)) {
            throw new IllegalArgumentException("%s has not all of these actions".formatted(subject.text()));
        }
        if (!conditions.isEmpty() && subject != Subject.APP_CONNECTIONS) {
            throw new IllegalArgumentException("%s takes no conditions".formatted(subject.text()));
        }
    }

    static Rule allow(Subject subject, String... actions) {
        return new Rule(subject, Set.of(actions), false, List.of());
    }

    boolean names(Right right) {
        return subject == right.subject() && actions.contains(right.action());
    }

    boolean isUnconditional() {
        return conditions.isEmpty();
    }

    boolean holds(String connectionId) {
        return conditions.stream().allMatch(condition -> condition.holds(connectionId));
    }
}
