package dev.claviger.vault.permission;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One rule of the language of http-api.md 6.7: it allows, or inverted forbids, actions on a subject where all conditions hold.
 *
 * <p>On secrets the older action {@code read} stands for {@code describeSecret} and {@code readValue} as well.
 */
public record Rule(String subject, Set<String> actions, boolean inverted, List<Condition> conditions) {
    public Rule {
        actions = withNewerNames(subject, actions);
        conditions = List.copyOf(conditions);
    }

    public static Rule allow(String subject, String... actions) {
        return new Rule(subject, Set.of(actions), false, List.of());
    }

    public static Rule forbid(String subject, String... actions) {
        return new Rule(subject, Set.of(actions), true, List.of());
    }

    public Rule where(Condition... these) {
        return new Rule(subject, actions, inverted, List.of(these));
    }

    boolean names(String action) {
        return actions.contains(action) || actions.contains(Action.ANY);
    }

    /** Whether it is about the action on the subject without any condition. */
    boolean coversAll(String action, String wanted) {
        return conditions.isEmpty() && names(action) && (subject.equals(wanted) || isAboutAnySubject());
    }

    boolean isAboutAnySubject() {
        return subject.equals(Subject.ANY);
    }

    /** Without a concrete resource, conditions restrict nothing that is allowed and forbid nothing (http-api.md 6.7, point 5). */
    boolean applies(Resource resource) {
        if (conditions.isEmpty()) {
            return true;
        }
        return resource.isNone() ? !inverted : conditions.stream().allMatch(condition -> condition.holds(resource));
    }

    private static Set<String> withNewerNames(String subject, Set<String> actions) {
        if (!subject.equals(Subject.SECRETS) || !actions.contains(Action.READ)) {
            return Set.copyOf(actions);
        }
        Set<String> more = new HashSet<>(actions);
        more.add(Action.DESCRIBE_SECRET);
        more.add(Action.READ_VALUE);
        return Set.copyOf(more);
    }
}
