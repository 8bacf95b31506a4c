package dev.claviger.vault.approval;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A policy in an answer. */
record PolicyView(
        UUID id,
        UUID projectId,
        String name,
        @Nullable Stage environment,
        List<Stage> environments,
        String secretPath,
        List<PartyView> approvers,
        List<PartyView> bypassers,
        int approvals,
        String enforcementLevel,
        boolean allowedSelfApprovals,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {

    /** Somebody who is named. */
    record PartyView(UUID id, String type, String username) {}

    /** The answer about one. */
    record One(PolicyView approval) {}

    /** The answer of a list. */
    record Many(List<PolicyView> approvals) {}

    /** The answer to which one covers a folder; null when none does. */
    record Board(@Nullable PolicyView policy) {}

    static PolicyView of(Policy policy) {
        return new PolicyView(
                policy.id(),
                policy.projectId(),
                policy.name(),
                policy.environments().stream().findFirst().orElse(null),
                policy.environments(),
                policy.path().text(),
                views(policy.approvers()),
                views(policy.bypassers()),
                policy.approvals(),
                policy.soft() ? "soft" : "hard",
                policy.selfApprovals(),
                policy.createdAt(),
                policy.updatedAt(),
                policy.deletedAt());
    }

    private static List<PartyView> views(List<Party> parties) {
        return parties.stream()
                .map(party -> new PartyView(party.id(), party.type(), party.name()))
                .toList();
    }
}
