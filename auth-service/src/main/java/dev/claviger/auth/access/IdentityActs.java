package dev.claviger.auth.access;

import dev.claviger.auth.access.OwnerStore.Owned;
import dev.claviger.auth.project.DeniedByProject;
import dev.claviger.auth.project.ProjectIdentities;
import dev.claviger.auth.project.ProjectIdentities.Action;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.orgright.Right;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Administrative acts on one identity. One that belongs to a project is managed by whoever may do that with the identities of the
 * organisation, and by whoever may do it in the project; what is recorded of it names the project.
 *
 * <p>Who may do neither is told the same as about an identity that does not exist.
 */
@ApplicationScoped
public class IdentityActs {
    private final Acts acts;
    private final OwnerStore owners;
    private final ProjectIdentities projects;
    private final Standing standing;
    private final CurrentRequest current;

    IdentityActs(Acts acts, OwnerStore owners, ProjectIdentities projects, Standing standing, CurrentRequest current) {
        this.acts = acts;
        this.owners = owners;
        this.projects = projects;
        this.standing = standing;
        this.current = current;
    }

    /** What is done in the transaction; it records its own success by the event that it is given. */
    public interface Work<T> extends BiFunction<RecordedTransaction, AccessEvent, Uni<T>> {}

    /** As {@link Acts#perform}. */
    public <T> Uni<T> perform(AccessEvent attempt, Right right, UUID identityId, Work<T> work) {
        return owners.ofIdentity(current.caller().orgId(), identityId)
                .chain(owned -> perform(attempt, right, owned, work));
    }

    /** As {@link #perform}, on the identity that a token is for. */
    public <T> Uni<T> performOnToken(AccessEvent attempt, Right right, UUID tokenId, Work<T> work) {
        return owners.ofToken(current.caller().orgId(), tokenId).chain(owned -> perform(attempt, right, owned, work));
    }

    /** As {@link Acts#rearrange}. */
    public <T> Uni<T> rearrange(AccessEvent attempt, Right right, UUID identityId, Work<T> work) {
        return owners.ofIdentity(current.caller().orgId(), identityId)
                .chain(owned -> isForProject(owned, right)
                        ? admitted(attempt, right, owned.orElseThrow(), work)
                        : acts.rearrange(within(attempt, owned), right, tx -> work.apply(tx, within(attempt, owned))));
    }

    private <T> Uni<T> perform(AccessEvent attempt, Right right, Optional<Owned> owned, Work<T> work) {
        return isForProject(owned, right)
                ? admitted(attempt, right, owned.orElseThrow(), work)
                : acts.perform(within(attempt, owned), right, tx -> work.apply(tx, within(attempt, owned)));
    }

    private boolean isForProject(Optional<Owned> owned, Right right) {
        return owned.isPresent() && !standing.allows(right);
    }

    private <T> Uni<T> admitted(AccessEvent attempt, Right right, Owned owned, Work<T> work) {
        AccessEvent event = attempt.in(owned.projectId(), null, null);
        return right.isReading()
                ? acts.readAdmitted(event, () -> gate(right, owned), tx -> work.apply(tx, event))
                : acts.rearrangeAdmitted(event, () -> gate(right, owned), tx -> work.apply(tx, event));
    }

    private Uni<Void> gate(Right right, Owned owned) {
        return projects.require(owned.projectId(), owned.identityId(), action(right))
                .onFailure(IdentityActs::isHidden)
                .transform(hidden -> new NotAllowed(right));
    }

    /** To attach a login method, to make or to see a credential is to be able to act as the identity. */
    private static Action action(Right right) {
        return right.equals(IdentityAction.READ)
                ? Action.READ
                : right.equals(IdentityAction.DELETE) ? Action.DELETE : Action.EDIT;
    }

    private static boolean isHidden(Throwable refusal) {
        return refusal instanceof DeniedByProject denied && denied.kind() != Failure.Kind.BOUNDARY_EXCEEDED;
    }

    private static AccessEvent within(AccessEvent attempt, Optional<Owned> owned) {
        return owned.map(found -> attempt.in(found.projectId(), null, null)).orElse(attempt);
    }
}
