package dev.claviger.vault.approval;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.vault.keyring.Sealed;
import dev.claviger.vault.reference.Place;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A proposal as it is stored.
 *
 * @param payload sealed; null once it was merged
 * @param changedBy who merged, closed or opened it last
 */
record ChangeRequest(
        UUID id,
        UUID projectId,
        UUID policyId,
        String operation,
        Place place,
        List<Piece> pieces,
        @Nullable Sealed payload,
        boolean open,
        boolean merged,
        Author author,
        @Nullable UUID changedBy,
        @Nullable String bypassReason,
        Instant createdAt,
        Instant updatedAt,
        List<Review> reviews) {

    /** Whose change it is. */
    record Author(UUID id, String name, String method, UUID tokenId) {}

    /** What somebody last said about it. */
    record Review(UUID reviewerId, String reviewerName, boolean approved, String comment, Instant createdAt)
            implements Reviewers.Said {}

    ChangeRequest {
        pieces = List.copyOf(pieces);
        reviews = List.copyOf(reviews);
    }

    static ChangeRequest fresh(UUID id, Policy policy, Proposal proposal, Sealed payload, Caller caller, Instant now) {
        return new ChangeRequest(
                id,
                proposal.projectId(),
                policy.id(),
                proposal.operation(),
                proposal.place(),
                proposal.pieces(),
                payload,
                true,
                false,
                new Author(caller.id(), caller.name(), caller.authMethod(), caller.tokenId()),
                null,
                null,
                now,
                now,
                List.of());
    }

    /** Its author as a caller, with what is to be noted about the approval; a person has no place in the organisation here. */
    Caller asCaller(UUID orgId, Map<String, String> provenance) {
        return new Caller(
                Caller.Kind.USER,
                author.id(),
                author.name(),
                orgId,
                OrgRole.NO_ACCESS,
                author.method(),
                author.tokenId(),
                new Provenance(provenance),
                Map.of());
    }
}
