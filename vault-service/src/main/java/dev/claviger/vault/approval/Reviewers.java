package dev.claviger.vault.approval;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Grants;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Whose reviews count: those who may read approvals to this day. */
@ApplicationScoped
public class Reviewers {
    private final Grants grants;

    Reviewers(Grants grants) {
        this.grants = grants;
    }

    /** A review of somebody. */
    public interface Said {
        UUID reviewerId();

        String reviewerName();
    }

    /** Those that count, in their order, as the transaction sees the rights. */
    public <T extends Said> Uni<List<T>> counting(RecordedTransaction tx, UUID orgId, UUID projectId, List<T> reviews) {
        return Multi.createFrom()
                .iterable(reviews)
                .onItem()
                .transformToUniAndConcatenate(review -> mayReview(tx, orgId, projectId, review)
                        .map(may -> may ? Optional.of(review) : Optional.<T>empty()))
                .filter(Optional::isPresent)
                .map(Optional::orElseThrow)
                .collect()
                .asList();
    }

    private Uni<Boolean> mayReview(RecordedTransaction tx, UUID orgId, UUID projectId, Said review) {
        return grants.of(tx, asCaller(orgId, review), projectId)
                .map(permissions -> permissions.allows(Action.READ, Subject.SECRET_APPROVAL, Resource.NONE));
    }

    private static Caller asCaller(UUID orgId, Said review) {
        return new Caller(
                Caller.Kind.USER,
                review.reviewerId(),
                review.reviewerName(),
                orgId,
                OrgRole.NO_ACCESS,
                "",
                review.reviewerId(),
                Provenance.NONE,
                Map.of());
    }
}
