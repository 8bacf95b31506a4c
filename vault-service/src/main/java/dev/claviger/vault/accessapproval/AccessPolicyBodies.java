package dev.claviger.vault.accessapproval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.approval.Party;
import dev.claviger.vault.approval.PolicyBodies;
import dev.claviger.vault.approval.PolicyBodies.Named;
import dev.claviger.vault.membership.Term;
import dev.claviger.vault.project.ProjectRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What requests about access policies say. */
final class AccessPolicyBodies {
    private static final int MOST = 100;

    private AccessPolicyBodies() {}

    /** Somebody by id or name, and the step in which they are asked, by default the first. */
    record Approver(
            @Nullable String type,
            @Nullable String id,
            @Nullable String username,
            @Nullable Long sequence) {}

    /** How many approvals a step takes. */
    record StepCount(
            @Nullable Long numberOfApprovals, @Nullable Long stepNumber) {}

    /** A new policy, or a change of one, where what is absent stays. */
    record Body(
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String projectId,
            @Nullable String workspaceId,
            @Nullable String name,
            @Nullable String environment,
            @Nullable List<@Nullable String> environments,
            @Nullable String secretPath,
            @Nullable List<@Nullable Approver> approvers,
            @Nullable List<@Nullable Named> bypassers,
            @Nullable Long approvals,
            @Nullable List<@Nullable StepCount> approvalsRequired,
            @Nullable String enforcementLevel,
            @Nullable Boolean allowedSelfApprovals,
            @Nullable JsonNode maxTimePeriod,
            @Nullable JsonNode requestExpirationTime) {
        static final Body EMPTY = new Body(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

        ProjectRef project() {
            return ProjectRef.spelled("projectSlug", projectId, workspaceId, projectSlug, workspaceSlug);
        }

        /** The part that policies about changes of secrets have as well. */
        PolicyBodies.Body common() {
            return new PolicyBodies.Body(
                    null,
                    null,
                    null,
                    null,
                    name,
                    environment,
                    environments,
                    secretPath,
                    null,
                    bypassers,
                    approvals,
                    enforcementLevel,
                    allowedSelfApprovals);
        }

        /** With these approvers, or without any the old ones. */
        List<Step> steps(List<Step> old, int approvals, Function<Named, Party> resolved) {
            Map<Integer, Integer> counts = counts();
            List<Step> steps = approvers == null
                    ? old.stream()
                            .map(step -> new Step(
                                    step.sequence(),
                                    counts.getOrDefault(
                                            step.sequence(), this.approvals == null ? step.approvals() : approvals),
                                    step.approvers()))
                            .toList()
                    : fresh(sequence -> counts.getOrDefault(sequence, approvals), resolved);
            if (!steps.stream().map(Step::sequence).toList().containsAll(counts.keySet())) {
                throw InvalidInput.of("approvalsRequired", "Names a step without approvers");
            }
            return steps;
        }

        private List<Step> fresh(IntUnaryOperator counts, Function<Named, Party> resolved) {
            Map<Integer, List<Party>> bySequence = new TreeMap<>();
            List<Approver> given = approvers == null
                    ? List.of()
                    : approvers.stream().filter(Objects::nonNull).toList();
            if (given.isEmpty() || given.size() > MOST) {
                throw InvalidInput.of("approvers", "Must have 1 to %d entries".formatted(MOST));
            }
            for (Approver approver : given) {
                int sequence = number("sequence", approver.sequence == null ? Long.valueOf(1) : approver.sequence);
                Party party = resolved.apply(new Named(approver.type, approver.id, approver.username));
                List<Party> step = bySequence.computeIfAbsent(sequence, fresh -> new ArrayList<>());
                if (!step.contains(party)) {
                    step.add(party);
                }
            }
            return bySequence.entrySet().stream()
                    .map(entry -> new Step(entry.getKey(), counts.applyAsInt(entry.getKey()), entry.getValue()))
                    .toList();
        }

        private Map<Integer, Integer> counts() {
            Map<Integer, Integer> counts = new TreeMap<>();
            List<StepCount> given = approvalsRequired == null
                    ? List.of()
                    : approvalsRequired.stream().filter(Objects::nonNull).toList();
            given.forEach(count -> counts.put(
                    number("stepNumber", count.stepNumber), number("numberOfApprovals", count.numberOfApprovals)));
            return counts;
        }

        @Nullable
        String maxTimePeriod(@Nullable String old) {
            return period("maxTimePeriod", maxTimePeriod, old);
        }

        @Nullable
        String requestExpiration(@Nullable String old) {
            return period("requestExpirationTime", requestExpirationTime, old);
        }
    }

    /** Null and empty take it away; absent leaves it. */
    private static @Nullable String period(String field, @Nullable JsonNode given, @Nullable String old) {
        if (given == null) {
            return old;
        }
        if (given.isNull() || (given.isTextual() && given.textValue().isBlank())) {
            return null;
        }
        return Term.from(field, given.isTextual() ? given.textValue() : "", Instant.EPOCH)
                .range();
    }

    private static int number(String field, @Nullable Long given) {
        Validation input = new Validation();
        input.check(given != null, field, "Required");
        long number = input.number(field, given, 1, 1, MOST);
        input.done();
        return (int) number;
    }
}
