package dev.claviger.vault.approval;

import dev.claviger.vault.feed.PathPattern;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which folders are covered, who approves there, and how many of them are needed. */
record Policy(
        UUID id,
        UUID projectId,
        String name,
        List<Stage> environments,
        PathPattern path,
        List<Party> approvers,
        List<Party> bypassers,
        int approvals,
        boolean soft,
        boolean selfApprovals,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {

    Policy {
        environments = List.copyOf(environments);
        approvers = List.copyOf(approvers);
        bypassers = List.copyOf(bypassers);
    }

    boolean covers(String environment, String folder) {
        return environments.stream().anyMatch(stage -> stage.slug().equals(environment)) && path.matches(folder);
    }

    /** With soft enforcement those who are named may do without approvals; where nobody is named, the approvers. */
    List<Party> mayBypass() {
        if (!soft) {
            return List.of();
        }
        return bypassers.isEmpty() ? approvers : bypassers;
    }
}
