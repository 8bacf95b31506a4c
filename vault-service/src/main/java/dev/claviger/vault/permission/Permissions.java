package dev.claviger.vault.permission;

import dev.claviger.vault.permission.Condition.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one caller in one project, and what follows from them (http-api.md 6.7). Immutable, pure.
 *
 * <p>The rules are looked at from last to first; the first that names subject and action and applies decides. When none does, the
 * answer is no.
 */
public final class Permissions {

    /** Of somebody without a role: everything is denied. */
    public static final Permissions NONE = new Permissions(List.of());

    private static final List<String> OF_A_SECRET =
            List.of(Action.DESCRIBE_SECRET, Action.READ_VALUE, Action.EDIT, Action.DELETE);

    private final List<Granted> rules;
    private final Map<String, List<Granted>> lastFirst;
    private final List<Granted> anySubject;

    /**
     * A rule and where it came from.
     *
     * @param rule as it was written
     * @param effective with the caller's texts in place of templates; null when it can never apply
     */
    private record Granted(
            Source source, Rule rule, @Nullable Rule effective, boolean unresolved) {
        boolean applies(Resource resource) {
            return effective != null && effective.applies(resource);
        }
    }

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

    /** The rules of all these, one after the other, with the texts of whoever holds them. */
    public static Permissions of(List<Holding> holdings, Facts facts) {
        List<Granted> all = new ArrayList<>();
        for (Holding holding : holdings) {
            holding.rules().forEach(rule -> all.add(granted(holding.source(), rule, facts)));
        }
        return all.isEmpty() ? NONE : new Permissions(all);
    }

    private static Granted granted(Source source, Rule rule, Facts facts) {
        if (!rule.isOpen()) {
            return new Granted(source, rule, rule, false);
        }
        @Nullable Rule effective = rule.resolve(facts).orElse(null);
        boolean unresolved = effective == null
                || effective.conditions().size() < rule.conditions().size();
        return new Granted(source, rule, effective, unresolved);
    }

    /** With the rules of one more role, which stand after those that are there. They have no templates. */
    public Permissions and(String role, List<Rule> more) {
        return and(Source.role(role), more);
    }

    Permissions and(Source source, List<Rule> more) {
        List<Granted> all = new ArrayList<>(rules);
        more.forEach(rule -> all.add(new Granted(source, rule, rule, false)));
        return new Permissions(all);
    }

    /** Decides and tells why. */
    public Decision decide(String action, String subject, Resource resource) {
        List<Decision.Step> trace = new ArrayList<>();
        for (Granted granted : candidates(subject)) {
            if (granted.rule().names(action)) {
                boolean applies = granted.applies(resource);
                trace.add(new Decision.Step(granted.source(), granted.rule(), applies, granted.unresolved()));
                if (applies) {
                    return new Decision(!granted.rule().inverted(), granted.rule(), granted.source(), trace);
                }
            }
        }
        return new Decision(false, null, null, trace);
    }

    /** The same decision without its reasons; for long lists. */
    public boolean allows(String action, String subject, Resource resource) {
        for (Granted granted : candidates(subject)) {
            if (granted.rule().names(action) && granted.applies(resource)) {
                return !granted.rule().inverted();
            }
        }
        return false;
    }

    /**
     * Whether it would be allowed by a rule, were its templates filled in the right way: for questions about somebody whose login is not
     * known.
     */
    public boolean mayDependOnLogin(String action, String subject, Resource resource) {
        for (Granted granted : candidates(subject)) {
            Rule rule = granted.rule();
            if (rule.names(action) && granted.unresolved()) {
                if (!rule.inverted() && rule.appliesButForTemplates(resource)) {
                    return true;
                }
            } else if (rule.names(action) && granted.applies(resource)) {
                return !rule.inverted();
            }
        }
        return false;
    }

    /** Whether no rule about the subject depends on anything, so that the answer is the same for all resources. */
    public boolean areUnconditional(String subject) {
        return candidates(subject).stream()
                .allMatch(granted -> granted.rule().conditions().isEmpty());
    }

    /**
     * Throws unless everything that is allowed on a secret of the second kind is allowed on the first one, too: of one that moves nobody
     * may have more than before.
     */
    public void requireNoGain(Resource before, Resource after) {
        for (String action : OF_A_SECRET) {
            if (allows(action, Subject.SECRETS, after)) {
                require(action, Subject.SECRETS, before);
            }
        }
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
        return rules.stream().map(granted -> granted.source().name()).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether there is no rule at all. */
    public boolean isNothing() {
        return rules.isEmpty();
    }

    /**
     * What the given rules, which are those of one role, allow and these do not: the boundary that nobody may cross when granting
     * (security.md T18). Where it cannot be told whether one condition lies within another, it counts as missing.
     */
    public List<Rule> missing(List<Rule> wanted) {
        return Boundary.missing(effective(), wanted);
    }

    /**
     * Throws {@link BoundaryExceeded} unless these cover a change of what somebody else, or a role, holds: all that it allows before and
     * after, and all that it does not forbid any more.
     */
    public void requireMayChange(List<Holding> before, List<Holding> after) {
        List<Rule> exceeded = Boundary.exceeded(effective(), before, after);
        if (!exceeded.isEmpty()) {
            throw new BoundaryExceeded(exceeded);
        }
    }

    /** Throws {@link BoundaryExceeded} unless every value that stands in the folder, now or later, may be read. */
    public void requireReadsAllOf(String environment, String path) {
        requireCovers(List.of(Rule.allow(Subject.SECRETS, Action.READ_VALUE)
                .where(Condition.eq(Field.ENVIRONMENT, environment), Condition.eq(Field.SECRET_PATH, path))));
    }

    /** Throws {@link BoundaryExceeded} unless these allow all that the rules do. */
    public void requireCovers(List<Rule> wanted) {
        List<Rule> exceeded = missing(wanted);
        if (!exceeded.isEmpty()) {
            throw new BoundaryExceeded(exceeded);
        }
    }

    /** What these allow and the others do not. Rules that can never apply allow nothing. */
    public List<Rule> beyond(Permissions others) {
        return Boundary.missing(others.effective(), effective());
    }

    private List<Rule> effective() {
        return rules.stream()
                .flatMap(granted -> granted.effective() == null ? Stream.of() : Stream.of(granted.effective()))
                .toList();
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
