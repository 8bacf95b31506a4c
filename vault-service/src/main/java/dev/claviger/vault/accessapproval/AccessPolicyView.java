package dev.claviger.vault.accessapproval;

import dev.claviger.vault.approval.Party;
import dev.claviger.vault.approval.Stage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A policy in an answer. */
record AccessPolicyView(
        UUID id,
        UUID projectId,
        String name,
        @Nullable Stage environment,
        List<Stage> environments,
        String secretPath,
        List<ApproverView> approvers,
        List<BypasserView> bypassers,
        int approvals,
        String enforcementLevel,
        boolean allowedSelfApprovals,
        @Nullable String maxTimePeriod,
        @Nullable String requestExpirationTime,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {

    /** Somebody who approves, in which step, and how many approvals that step takes. */
    record ApproverView(UUID id, String type, String name, String username, int sequence, int approvalsRequired) {}

    /** Somebody who may do without approvals. */
    record BypasserView(UUID id, String type, String name, String username) {
        static BypasserView of(Party party) {
            return new BypasserView(party.id(), party.type(), party.name(), party.name());
        }
    }

    /** The answer about one. */
    record One(AccessPolicyView approval) {}

    /** The answer of a list. */
    record Many(List<AccessPolicyView> approvals) {}

    static AccessPolicyView of(AccessPolicy policy) {
        return new AccessPolicyView(
                policy.id(),
                policy.projectId(),
                policy.name(),
                policy.environments().stream().findFirst().orElse(null),
                policy.environments(),
                policy.path().text(),
                approvers(policy.steps()),
                policy.bypassers().stream().map(BypasserView::of).toList(),
                policy.approvals(),
                policy.soft() ? "soft" : "hard",
                policy.selfApprovals(),
                policy.maxTimePeriod(),
                policy.requestExpiration(),
                policy.createdAt(),
                policy.updatedAt(),
                policy.deletedAt());
    }

    private static List<ApproverView> approvers(List<Step> steps) {
        return steps.stream()
                .flatMap(step -> step.approvers().stream()
                        .map(party -> new ApproverView(
                                party.id(),
                                party.type(),
                                party.name(),
                                party.name(),
                                step.sequence(),
                                step.approvals())))
                .toList();
    }
}
