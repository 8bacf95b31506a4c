package dev.claviger.vault.accessapproval;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.vault.approval.Reviewers;
import dev.claviger.vault.membership.Term;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.RuleText;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for.
 *
 * @param range for how long, from the approval on, as a text such as 1h; null is for good
 * @param given what the approval made of it; null before
 * @param expiresAt from when on it cannot be approved any more; null is never
 */
record AccessRequest(
        UUID id,
        UUID projectId,
        UUID policyId,
        UUID authorId,
        String authorName,
        String environment,
        RuleText permissions,
        @Nullable String range,
        String note,
        Status status,
        @Nullable String bypassReason,
        @Nullable Given given,
        @Nullable Instant expiresAt,
        Instant createdAt,
        Instant updatedAt,
        List<Review> reviews) {

    /** How far it has come. */
    enum Status {
        PENDING("pending"),
        APPROVED("approved"),
        REJECTED("rejected");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        static Status of(String text) {
            return switch (text) {
                case "approved" -> APPROVED;
                case "rejected" -> REJECTED;
                default -> PENDING;
            };
        }
    }

    /** What an approver said. */
    record Review(UUID reviewerId, String reviewerName, boolean approved, Instant createdAt)
            implements Reviewers.Said {}

    /** A privilege, and for how long. */
    record Given(UUID privilegeId, @Nullable Term term) {}

    AccessRequest {
        reviews = List.copyOf(reviews);
    }

    static AccessRequest fresh(
            UUID id, AccessPolicy policy, AccessWish wish, String environment, Caller caller, Instant now) {
        return new AccessRequest(
                id,
                policy.projectId(),
                policy.id(),
                caller.id(),
                caller.name(),
                environment,
                wish.permissions(),
                wish.range(),
                wish.note(),
                Status.PENDING,
                null,
                null,
                policy.requestExpiration() == null
                        ? null
                        : Term.from("requestExpirationTime", policy.requestExpiration(), now)
                                .end(),
                now,
                now,
                List.of());
    }

    Holder author() {
        return new Holder(Holder.USER, authorId);
    }

    /** From that time on; null is for good. */
    @Nullable
    Term term(Instant start) {
        return range == null ? null : Term.from("temporaryRange", range, start);
    }

    boolean isExpired(Instant now) {
        return status == Status.PENDING && expiresAt != null && !now.isBefore(expiresAt);
    }
}
