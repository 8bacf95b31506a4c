package dev.claviger.vault.accessapproval;

import dev.claviger.vault.approval.ApprovalRefused;
import dev.claviger.vault.approval.Party;
import dev.claviger.vault.approval.Specificity;
import dev.claviger.vault.approval.Stage;
import dev.claviger.vault.feed.PathPattern;
import dev.claviger.vault.membership.Term;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.permission.Scope;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * To which folders access may be given, and who does that.
 *
 * @param approvals how many a step takes where it does not say itself
 * @param maxTimePeriod for how long at most, as a text such as 8h; null when for good is possible
 * @param requestExpiration how long requests can be approved, in the same form; null when they wait for ever
 */
record AccessPolicy(
        UUID id,
        UUID projectId,
        String name,
        List<Stage> environments,
        PathPattern path,
        List<Step> steps,
        List<Party> bypassers,
        int approvals,
        boolean soft,
        boolean selfApprovals,
        @Nullable String maxTimePeriod,
        @Nullable String requestExpiration,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {
    private static final Comparator<AccessPolicy> MOST_SPECIFIC = Comparator.comparing(
                    AccessPolicy::path, Specificity.ORDER)
            .thenComparing(AccessPolicy::createdAt, Comparator.reverseOrder());

    AccessPolicy {
        environments = List.copyOf(environments);
        steps = List.copyOf(steps);
        bypassers = List.copyOf(bypassers);
    }

    /**
     * The one under which these rules are asked for: the most specific one that contains them all. Fails with {@link ApprovalRefused}
     * when there is none, and when part of the rules is left to a more specific one.
     */
    static AccessPolicy about(List<AccessPolicy> policies, List<Rule> rules) {
        AccessPolicy found = policies.stream()
                .filter(policy ->
                        policy.scope().map(scope -> scope.contains(rules)).orElse(false))
                .max(MOST_SPECIFIC)
                .orElseThrow(() -> ApprovalRefused.cannot(
                        "No access policy gives this. Ask for rules about %s, each with conditions on environment and secretPath within the folders of one policy."
                                .formatted(String.join(", ", Scope.subjects()))));
        boolean divided = policies.stream()
                .filter(policy -> MOST_SPECIFIC.compare(policy, found) > 0)
                .anyMatch(policy ->
                        policy.scope().map(scope -> scope.meets(rules)).orElse(false));
        if (divided) {
            throw ApprovalRefused.cannot(
                    "Another access policy is in charge of some of these folders. Ask for those by themselves.");
        }
        return found;
    }

    /** Empty when its environments are gone. */
    Optional<Scope> scope() {
        return environments.isEmpty()
                ? Optional.empty()
                : Optional.of(new Scope(
                        environments.stream().map(Stage::slug).collect(Collectors.toUnmodifiableSet()), path.text()));
    }

    /** All that can be asked for under it. */
    List<Rule> everything() {
        return scope().map(Scope::everything).orElse(List.of());
    }

    /** Fails with {@link ApprovalRefused} when it does not give access for that long; null is for good. */
    void requireInTime(@Nullable Term term) {
        if (maxTimePeriod == null) {
            return;
        }
        Term longest = Term.from("maxTimePeriod", maxTimePeriod, Instant.EPOCH);
        if (term == null || term.length().compareTo(longest.length()) > 0) {
            throw ApprovalRefused.cannot(
                    "The access policy '%s' gives access for at most %s. Ask for temporary access within that."
                            .formatted(name, maxTimePeriod));
        }
    }

    /** With soft enforcement those who are named may do without approvals; where nobody is named, the approvers. */
    List<Party> mayBypass() {
        if (!soft) {
            return List.of();
        }
        return bypassers.isEmpty() ? approvers() : bypassers;
    }

    List<Party> approvers() {
        return steps.stream().flatMap(step -> step.approvers().stream()).toList();
    }
}
