package dev.claviger.vault.permission;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

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

    /** In the one canonical form: actions, fields, operators and lists in order, the older {@code read} written out by its newer names. */
    public Map<String, Object> describe() {
        Map<String, Object> described = new TreeMap<>();
        described.put("subject", subject);
        described.put("action", written().sorted().toList());
        if (inverted) {
            described.put("inverted", true);
        }
        if (!conditions.isEmpty()) {
            described.put("conditions", Condition.describe(conditions));
        }
        return described;
    }

    /** {@code read} on secrets means its newer names, which may not stand beside it. */
    private Stream<String> written() {
        boolean older = subject.equals(Subject.SECRETS) && actions.contains(Action.READ);
        return actions.stream()
                .filter(action ->
                        !older || !(action.equals(Action.DESCRIBE_SECRET) || action.equals(Action.READ_VALUE)));
    }

    /** The same without its conditions on what is not known of the caller; empty when it can then never apply. */
    Optional<Rule> resolve(Facts facts) {
        if (!isOpen()) {
            return Optional.of(this);
        }
        List<Condition> resolved = new ArrayList<>();
        for (Condition condition : conditions) {
            Optional<Condition> known = condition.resolve(facts);
            if (known.isEmpty() && !inverted) {
                return Optional.empty();
            }
            known.ifPresent(resolved::add);
        }
        return Optional.of(new Rule(subject, actions, inverted, resolved));
    }

    /** Whether it has templates. */
    boolean isOpen() {
        return conditions.stream().anyMatch(Condition::isOpen);
    }

    boolean names(String action) {
        return actions.contains(action) || actions.contains(Action.ANY);
    }

    boolean isAboutAnySubject() {
        return subject.equals(Subject.ANY);
    }

    /**
     * Without a concrete resource, conditions restrict nothing that is allowed and forbid nothing (http-api.md 6.7, point 5). What
     * cannot be known never allows and always forbids.
     */
    boolean applies(Resource resource) {
        if (conditions.isEmpty()) {
            return true;
        }
        if (resource.isNone()) {
            return !inverted;
        }
        for (Condition condition : conditions) {
            Truth truth = condition.test(resource);
            if (truth == Truth.NO || (truth == Truth.UNKNOWN && !inverted)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it applies when its conditions with templates are taken to hold. */
    boolean appliesButForTemplates(Resource resource) {
        List<Condition> known =
                conditions.stream().filter(condition -> !condition.isOpen()).toList();
        return new Rule(subject, actions, inverted, known).applies(resource);
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
