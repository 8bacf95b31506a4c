package dev.claviger.vault.permission;

import dev.claviger.vault.permission.Condition.Field;
import dev.claviger.vault.permission.Condition.Operator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A part of a project, some folders of some environments, for what is to be given there and nowhere else. What it says about rules is
 * certain; where it cannot tell, a rule does not lie within it, and meets it.
 */
public record Scope(Set<String> environments, String path) {
    private static final List<String> SUBJECTS = List.of(
            Subject.SECRETS, Subject.SECRET_FOLDERS, Subject.SECRET_IMPORTS, "dynamic-secrets", "secret-rotation");

    /** Characters that make a glob of a path. */
    private static final String WILD = "*?[]{}()!+@|\\";

    public Scope {
        environments = Set.copyOf(environments);
    }

    /** The subjects that have a place in a project. */
    public static List<String> subjects() {
        return SUBJECTS;
    }

    /** All that can be given within it. */
    public List<Rule> everything() {
        return SUBJECTS.stream()
                .map(subject ->
                        new Rule(subject, Vocabulary.find(subject).orElseThrow().actions(), false, conditions()))
                .toList();
    }

    /** Whether the rules allow, and only within it. */
    public boolean contains(List<Rule> rules) {
        List<Condition> bounds = conditions();
        return rules.stream()
                .allMatch(rule -> !rule.inverted()
                        && SUBJECTS.contains(rule.subject())
                        && regions(rule).stream().allMatch(region -> region.liesWithin(bounds)));
    }

    /** Whether the rules may allow something within it. */
    public boolean meets(List<Rule> rules) {
        List<Condition> bounds = conditions();
        return rules.stream().flatMap(rule -> regions(rule).stream()).anyMatch(region -> !region.isApartFrom(bounds));
    }

    /** The one environment that all these rules are about; empty when there is none such. */
    public static Optional<String> environment(List<Rule> rules) {
        List<Set<String>> named = rules.stream()
                .map(rule -> Set.copyOf(new Region(rule.conditions()).named(Field.ENVIRONMENT)))
                .distinct()
                .toList();
        return named.size() == 1 && named.getFirst().size() == 1
                ? named.getFirst().stream().findFirst()
                : Optional.empty();
    }

    private List<Condition> conditions() {
        Condition folders =
                isWild(path) ? Condition.glob(Field.SECRET_PATH, path) : Condition.eq(Field.SECRET_PATH, path);
        return List.of(
                Condition.in(Field.ENVIRONMENT, environments.stream().sorted().toList()), folders);
    }

    private static List<Region> regions(Rule rule) {
        return Region.parts(rule.conditions().stream().map(Scope::plain).toList());
    }

    /** Clients write plain paths as globs, too. */
    private static Condition plain(Condition condition) {
        return condition.field() == Field.SECRET_PATH
                        && condition.operator() == Operator.GLOB
                        && !condition.isOpen()
                        && !isWild(condition.values().getFirst())
                ? Condition.eq(Field.SECRET_PATH, condition.values().getFirst())
                : condition;
    }

    private static boolean isWild(String path) {
        return path.chars().anyMatch(character -> WILD.indexOf(character) >= 0);
    }
}
