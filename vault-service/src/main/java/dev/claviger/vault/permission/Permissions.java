package dev.claviger.vault.permission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules of one caller in one project, and what follows from them (http-api.md 6.7). Immutable, pure.
 *
 * <p>The rules are looked at from last to first; the first that names subject and action and applies decides. When none does, the
 * answer is no.
 */
public final class Permissions {

    /** Of somebody without a role: everything is denied. */
    public static final Permissions NONE = new Permissions(List.of());

    private final List<Granted> rules;
    private final Map<String, List<Granted>> lastFirst;
    private final List<Granted> anySubject;

    /** A rule and the role it came from. */
    private record Granted(String role, Rule rule) {}

    private Permissions(List<Granted> rules) {
        this.rules = List.copyOf(rules);
        this.anySubject = about(Subject.ANY);
        Map<String, List<Granted>> bySubject = new HashMap<>();
        for (Granted granted : rules) {
            bySubject.computeIfAbsent(granted.rule().subject(), this::about);
        }
        this.lastFirst = Map.copyOf(bySubject);
    }

    /** The rules of the roles, one role after the other. */
    public static Permissions of(List<BuiltInRole> roles) {
        Permissions permissions = NONE;
        for (BuiltInRole role : roles) {
            permissions = permissions.and(role.slug(), role.rules());
        }
        return permissions;
    }

    /** With the rules of one more role, which stand after those that are there. */
    public Permissions and(String role, List<Rule> more) {
        List<Granted> all = new ArrayList<>(rules);
        more.forEach(rule -> all.add(new Granted(role, rule)));
        return new Permissions(all);
    }

    /** Decides and tells why. */
    public Decision decide(String action, String subject, Resource resource) {
        List<Decision.Step> trace = new ArrayList<>();
        for (Granted granted : candidates(subject)) {
            if (granted.rule().names(action)) {
                boolean applies = granted.rule().applies(resource);
                trace.add(new Decision.Step(granted.role(), granted.rule(), applies));
                if (applies) {
                    return new Decision(!granted.rule().inverted(), granted.rule(), granted.role(), trace);
                }
            }
        }
        return new Decision(false, null, null, trace);
    }

    /** The same decision without its reasons; for long lists. */
    public boolean allows(String action, String subject, Resource resource) {
        for (Granted granted : candidates(subject)) {
            Rule rule = granted.rule();
            if (rule.names(action) && rule.applies(resource)) {
                return !rule.inverted();
            }
        }
        return false;
    }

    /** Returns when it is allowed, else throws. Where the refusal must be recorded, which is everywhere at the door, use {@link Gate}. */
    public void require(String action, String subject, Resource resource) {
        Decision decision = decide(action, subject, resource);
        if (!decision.allowed()) {
            throw new PermissionDenied(action, subject, decision);
        }
    }

    /** The roles that contribute rules. */
    public Set<String> roles() {
        return rules.stream().map(Granted::role).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether there is no rule at all. */
    public boolean isNothing() {
        return rules.isEmpty();
    }

    /**
     * What the given rules allow and these do not, in full width: the boundary that nobody may cross when granting (security.md
     * T18). A condition on an own rule makes it too narrow to count.
     */
    public List<Rule> missing(List<Rule> wanted) {
        return wanted.stream()
                .filter(rule -> !rule.inverted())
                .flatMap(rule -> rule.actions().stream()
                        .filter(action -> !covers(action, rule.subject()))
                        .sorted()
                        .map(action -> new Rule(rule.subject(), Set.of(action), false, rule.conditions())))
                .toList();
    }

    private boolean covers(String action, String subject) {
        List<Granted> candidates = subject.equals(Subject.ANY) ? rules.reversed() : candidates(subject);
        for (Granted granted : candidates) {
            Rule rule = granted.rule();
            if (rule.inverted() && (rule.names(action) || action.equals(Action.ANY))) {
                return false;
            }
            if (!rule.inverted() && rule.coversAll(action, subject)) {
                return true;
            }
        }
        return false;
    }

    private List<Granted> candidates(String subject) {
        return lastFirst.getOrDefault(subject, anySubject);
    }

    private List<Granted> about(String subject) {
        return rules.stream()
                .filter(granted -> granted.rule().subject().equals(subject)
                        || granted.rule().isAboutAnySubject())
                .toList()
                .reversed();
    }
}
