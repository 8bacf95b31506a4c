package dev.claviger.vault.permission;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether one list of rules allows nothing that another does not. Sound, not complete: what it calls covered is covered for every
 * resource there can be; where it cannot tell it says missing.
 */
final class Boundary {
    private Boundary() {}

    /** For each allowing rule of the wanted ones and each of its actions that the own rules do not cover: that part of the rule. */
    static List<Rule> missing(List<Rule> own, List<Rule> wanted) {
        List<Rule> missing = new ArrayList<>();
        for (int place = 0; place < wanted.size(); place++) {
            Rule rule = wanted.get(place);
            if (!rule.inverted()) {
                List<Rule> exceptions = exceptions(wanted.subList(place + 1, wanted.size()));
                actions(rule)
                        .filter(action -> !covers(own, rule, action, exceptions))
                        .map(action -> new Rule(rule.subject(), Set.of(action), false, rule.conditions()))
                        .forEach(missing::add);
            }
        }
        return missing;
    }

    /** What the wanted rules forbid themselves need not be held. A later rule that allows it again is looked at by itself. */
    private static List<Rule> exceptions(List<Rule> later) {
        return later.stream().filter(Rule::inverted).toList();
    }

    /** On secrets {@code read} is held by whoever holds what it stands for. */
    private static Stream<String> actions(Rule rule) {
        boolean older = rule.subject().equals(Subject.SECRETS) && rule.actions().contains(Action.READ);
        return rule.actions().stream()
                .filter(action -> !older || !action.equals(Action.READ))
                .sorted();
    }

    private static boolean covers(List<Rule> own, Rule wanted, String action, List<Rule> exceptions) {
        return Region.parts(wanted.conditions()).stream()
                .allMatch(part -> covers(own, new Wish(wanted.subject(), action, part), exceptions));
    }

    /** One action on one subject, in one region. */
    private record Wish(String subject, String action, Region region) {

        /** Whether the rule can decide about some of it. */
        boolean meets(Rule rule) {
            boolean subjects = subject.equals(Subject.ANY)
                    || rule.isAboutAnySubject()
                    || rule.subject().equals(subject);
            return subjects
                    && (action.equals(Action.ANY) || rule.names(action))
                    && !region.isApartFrom(rule.conditions());
        }

        /** Whether the rule is about all of it. */
        boolean liesWithin(Rule rule) {
            boolean subjects = rule.isAboutAnySubject() || rule.subject().equals(subject);
            return subjects && rule.names(action) && region.liesWithin(rule.conditions());
        }
    }

    /** From last to first, as decisions are made: all that an own rule forbids must be forbidden by the wanted ones, too. */
    private static boolean covers(List<Rule> own, Wish wish, List<Rule> exceptions) {
        for (Rule rule : own.reversed()) {
            if (!rule.inverted() && wish.liesWithin(rule)) {
                return true;
            }
            if (rule.inverted()
                    && wish.meets(rule)
                    && exceptions.stream().noneMatch(exception -> excuses(exception, wish, rule))) {
                return false;
            }
        }
        return false;
    }

    /** Of what the own rule forbids, whatever is wished for must be forbidden by the exception. */
    private static boolean excuses(Rule exception, Wish wish, Rule forbidding) {
        String subject = wish.subject().equals(Subject.ANY) ? forbidding.subject() : wish.subject();
        boolean actions = wish.action().equals(Action.ANY)
                ? forbidding.actions().stream().allMatch(exception::names)
                : exception.names(wish.action());
        return actions
                && (exception.isAboutAnySubject() || exception.subject().equals(subject))
                && new Region(forbidding.conditions()).liesWithin(exception.conditions());
    }

    /**
     * What a change from the one to the other would give its maker's subjects that the maker does not have: what either side allows,
     * and what the first forbids and the second does not, for that may be held through something else.
     */
    static List<Rule> exceeded(List<Rule> own, List<Holding> before, List<Holding> after) {
        List<Rule> exceeded = new ArrayList<>();
        Stream.concat(before.stream(), after.stream())
                .distinct()
                .flatMap(holding -> missing(own, holding.rules()).stream())
                .forEach(exceeded::add);
        for (Holding old : before) {
            old.rules().stream()
                    .filter(Rule::inverted)
                    .flatMap(rule -> lifted(rule, stillHeld(old, after)))
                    .flatMap(freed -> missing(own, List.of(freed)).stream())
                    .forEach(exceeded::add);
        }
        return exceeded.stream().distinct().toList();
    }

    /** The forbidding rules among those that are held for at least as long as the old ones. */
    private static List<Rule> stillHeld(Holding old, List<Holding> after) {
        return after.stream()
                .filter(holding -> holding.outlasts(old))
                .flatMap(holding -> holding.rules().stream())
                .filter(Rule::inverted)
                .toList();
    }

    private static Stream<Rule> lifted(Rule forbidding, List<Rule> still) {
        return forbidding.actions().stream()
                .filter(action -> still.stream()
                        .noneMatch(rule -> rule.names(action)
                                && (rule.isAboutAnySubject() || rule.subject().equals(forbidding.subject()))
                                && new Region(forbidding.conditions()).liesWithin(rule.conditions())))
                .map(action -> new Rule(forbidding.subject(), Set.of(action), false, forbidding.conditions()));
    }
}
