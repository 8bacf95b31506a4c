package dev.claviger.vault.accessapproval;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.claviger.vault.approval.Stage;
import dev.claviger.vault.membership.Term;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A request in an answer. */
record AccessRequestView(
        UUID id,
        UUID projectId,
        UUID policyId,
        AccessPolicyView policy,
        String environment,
        String environmentName,
        List<Object> permissions,
        @JsonProperty("isTemporary") boolean isTemporary,
        @Nullable String temporaryRange,
        String note,
        String status,
        @JsonProperty("isApproved") boolean isApproved,
        @Nullable UUID privilegeId,
        @Nullable PrivilegeView privilege,
        @Nullable String bypassReason,
        UUID requestedByUserId,
        UserView requestedByUser,
        List<ReviewView> reviewers,
        @Nullable Instant expiresAt,
        Instant createdAt,
        Instant updatedAt) {

    /** Somebody who has to do with it. */
    record UserView(UUID userId, String username) {}

    /** What somebody said. */
    record ReviewView(UUID userId, String username, String status, Instant createdAt) {
        static ReviewView of(AccessRequest.Review review) {
            return new ReviewView(
                    review.reviewerId(),
                    review.reviewerName(),
                    review.approved() ? "approved" : "rejected",
                    review.createdAt());
        }
    }

    /** What was given. It may have been taken away since. */
    record PrivilegeView(
            UUID id,
            @JsonProperty("isTemporary") boolean isTemporary,
            @Nullable Instant temporaryAccessStartTime,
            @Nullable Instant temporaryAccessEndTime,
            List<Object> permissions) {
        static PrivilegeView of(AccessRequest request, AccessRequest.Given given) {
            @Nullable Term term = given.term();
            return new PrivilegeView(
                    given.privilegeId(),
                    term != null,
                    term == null ? null : term.start(),
                    term == null ? null : term.end(),
                    request.permissions().described());
        }
    }

    /** The answer about one. */
    record One(AccessRequestView approval) {}

    /** The answer of a list. */
    record Many(List<AccessRequestView> requests) {}

    /** How many there are. */
    record Counted(long pendingCount, long finalizedCount) {}

    /** The answer to a review. */
    record Reviewed(ReviewView review) {}

    static AccessRequestView of(AccessRequest request, AccessPolicy policy, Instant now) {
        return new AccessRequestView(
                request.id(),
                request.projectId(),
                policy.id(),
                AccessPolicyView.of(policy),
                request.environment(),
                policy.environments().stream()
                        .filter(stage -> stage.slug().equals(request.environment()))
                        .map(Stage::name)
                        .findFirst()
                        .orElse(request.environment()),
                request.permissions().described(),
                request.range() != null,
                request.range(),
                request.note(),
                request.isExpired(now) ? "expired" : request.status().text(),
                request.status() == AccessRequest.Status.APPROVED,
                request.given() == null ? null : request.given().privilegeId(),
                request.given() == null ? null : PrivilegeView.of(request, request.given()),
                request.bypassReason(),
                request.authorId(),
                new UserView(request.authorId(), request.authorName()),
                request.reviews().stream().map(ReviewView::of).toList(),
                request.expiresAt(),
                request.createdAt(),
                request.updatedAt());
    }
}
