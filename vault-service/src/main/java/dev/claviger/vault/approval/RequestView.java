package dev.claviger.vault.approval;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A request in an answer. */
public record RequestView(
        UUID id,
        UUID projectId,
        String environment,
        String secretPath,
        String status,
        boolean hasMerged,
        UUID policyId,
        PolicyView policy,
        UUID committerUserId,
        UserView committerUser,
        @Nullable UUID statusChangedByUserId,
        @Nullable String bypassReason,
        List<ReviewView> reviewers,
        List<CommitView> commits,
        List<String> conflicts,
        Instant createdAt,
        Instant updatedAt) {
    static final String HIDDEN = "<hidden-by-infisical>";

    /** Somebody who has to do with it. */
    public record UserView(UUID userId, String username) {}

    /** What somebody said. */
    public record ReviewView(UUID userId, String username, String status, String comment, Instant createdAt) {
        static ReviewView of(ChangeRequest.Review review) {
            return new ReviewView(
                    review.reviewerId(),
                    review.reviewerName(),
                    review.approved() ? "approved" : "rejected",
                    review.comment(),
                    review.createdAt());
        }
    }

    /** What is to happen to one secret; the value only where it is shown. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CommitView(
            String op,
            String secretKey,
            @Nullable String newSecretName,
            @Nullable UUID secretId,
            int secretVersion,
            @Nullable String secretValue,
            @Nullable Boolean secretValueHidden,
            @Nullable String secretComment) {
        static CommitView of(Piece piece) {
            return new CommitView(
                    piece.op(), piece.key(), piece.newKey(), piece.secretId(), piece.version(), null, null, null);
        }

        static CommitView of(Piece piece, ProposedWrites.@Nullable Content content) {
            if (content == null) {
                return of(piece);
            }
            @Nullable Secret value = content.value();
            return new CommitView(
                    piece.op(),
                    piece.key(),
                    piece.newKey(),
                    piece.secretId(),
                    piece.version(),
                    value == null ? null : content.hidden() ? HIDDEN : value.reveal(),
                    value == null ? null : content.hidden(),
                    content.hidden() ? null : content.comment());
        }
    }

    /** The answer about one. */
    record One(RequestView approval) {}

    /** The answer of a list. */
    record Many(List<RequestView> approvals, long totalCount) {}

    /** How many there are. */
    record Counted(Map<String, Long> approvals) {}

    /** The answer to a review. */
    record Reviewed(ReviewView review) {}

    static RequestView of(ChangeRequest request, Policy policy) {
        return of(request, policy, request.pieces().stream().map(CommitView::of).toList(), List.of());
    }

    static RequestView of(ChangeRequest request, Policy policy, List<CommitView> commits, List<String> conflicts) {
        return new RequestView(
                request.id(),
                request.projectId(),
                request.place().environment(),
                request.place().path(),
                request.open() ? "open" : "close",
                request.merged(),
                policy.id(),
                PolicyView.of(policy),
                request.author().id(),
                new UserView(request.author().id(), request.author().name()),
                request.changedBy(),
                request.bypassReason(),
                request.reviews().stream().map(ReviewView::of).toList(),
                commits,
                conflicts,
                request.createdAt(),
                request.updatedAt());
    }
}
