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
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Administrative acts on one identity. Whoever can act as an identity has all that it has, so beside the right in the organisation the
 * projects have their say, unless the caller is an administrator of the organisation, who is not asked about:
 *
 * <ul>
 *   <li>one that belongs to a project is managed by whoever may do that in the project; to read it, the right in the organisation is
 *       enough. What is recorded of it names the project. Who may do neither is told the same as about an identity that does not exist.
 *   <li>what lets somebody act as an identity of the organisation, or changes what it is, needs rights that cover its rights in all
 *       projects. What only takes something from it does not, so that it works while vault-service is away.
 * </ul>
 */
@ApplicationScoped
public class IdentityActs {
    private static final Set<Right> EMPOWERING =
            Set.of(IdentityAction.CREATE, IdentityAction.EDIT, IdentityAction.CREATE_TOKEN);

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

    /**
     * One act.
     *
     * @param alone whether it waits for all others to end
     * @param empowers whether somebody may get more by it
     */
    private record Deed<T>(AccessEvent attempt, Right right, boolean alone, boolean empowers, Work<T> work) {
        Uni<T> in(RecordedTransaction tx) {
            return work.apply(tx, attempt);
        }

        Deed<T> within(UUID projectId) {
            return new Deed<>(attempt.in(projectId, null, null), right, alone, empowers, work);
        }

        /** The same, and the check comes first in the transaction. */
        Deed<T> after(Runnable check) {
            return new Deed<>(attempt, right, alone, empowers, (tx, event) -> {
                check.run();
                return work.apply(tx, event);
            });
        }
    }

    /** As {@link Acts#perform}. */
    public <T> Uni<T> perform(AccessEvent attempt, Right right, UUID identityId, Work<T> work) {
        return on(identityId, new Deed<>(attempt, right, false, EMPOWERING.contains(right), work));
    }

    /** As {@link #perform}, on the identity that a token is for. */
    public <T> Uni<T> performOnToken(AccessEvent attempt, Right right, UUID tokenId, Work<T> work) {
        return owners.ofToken(current.caller().orgId(), tokenId)
                .chain(found -> act(found, new Deed<>(attempt, right, false, EMPOWERING.contains(right), work)));
    }

    /** As {@link Acts#rearrange}. */
    public <T> Uni<T> rearrange(AccessEvent attempt, Right right, UUID identityId, Work<T> work) {
        return on(identityId, new Deed<>(attempt, right, true, EMPOWERING.contains(right), work));
    }

    /** As {@link #rearrange}, for what only takes something from the identity although the right could give. */
    public <T> Uni<T> restrain(AccessEvent attempt, Right right, UUID identityId, Work<T> work) {
        return on(identityId, new Deed<>(attempt, right, true, false, work));
    }

    private <T> Uni<T> on(UUID identityId, Deed<T> deed) {
        return owners.ofIdentity(current.caller().orgId(), identityId).chain(found -> act(found, deed));
    }

    private <T> Uni<T> act(Optional<Owned> found, Deed<T> deed) {
        return found.map(owned -> owned.projectId() == null
                        ? onFree(owned.identityId(), deed)
                        : onOwned(owned.projectId(), owned.identityId(), deed.within(owned.projectId())))
                .orElseGet(() -> inOrganization(deed, Acts::open));
    }

    private <T> Uni<T> onFree(UUID identityId, Deed<T> deed) {
        if (!deed.empowers()) {
            return inOrganization(deed, Acts::open);
        }
        return standing.isAdministrator()
                ? inOrganization(deed.after(standing::requireAdministrator), Acts::open)
                : inOrganization(deed, () -> projects.requireCovers(identityId));
    }

    private <T> Uni<T> onOwned(UUID projectId, UUID identityId, Deed<T> deed) {
        Right right = deed.right();
        if (right.isReading()) {
            return standing.allows(right)
                    ? inOrganization(deed, Acts::open)
                    : acts.readAdmitted(deed.attempt(), () -> gate(right, projectId, identityId), deed::in);
        }
        return standing.isAdministrator()
                ? inOrganization(deed.after(standing::requireAdministrator), Acts::open)
                : acts.rearrangeAdmitted(deed.attempt(), () -> gate(right, projectId, identityId), deed::in);
    }

    private <T> Uni<T> inOrganization(Deed<T> deed, Supplier<Uni<Void>> gate) {
        return deed.alone()
                ? acts.rearrange(deed.attempt(), deed.right(), gate, deed::in)
                : acts.perform(deed.attempt(), deed.right(), gate, deed::in);
    }

    private Uni<Void> gate(Right right, UUID projectId, UUID identityId) {
        return projects.require(projectId, identityId, action(right))
                .onFailure(this::isToBeHidden)
                .transform(hidden -> new NotAllowed(right));
    }

    /** To attach a login method, to make or to see a credential is to be able to act as the identity. */
    private static Action action(Right right) {
        return right.equals(IdentityAction.READ)
                ? Action.READ
                : right.equals(IdentityAction.DELETE) ? Action.DELETE : Action.EDIT;
    }

    /** Whoever may read the identities of the organisation knows of it, and gets the words of the project. */
    private boolean isToBeHidden(Throwable refusal) {
        return refusal instanceof DeniedByProject denied
                && denied.kind() != Failure.Kind.BOUNDARY_EXCEEDED
                && !standing.allows(IdentityAction.READ);
    }
}
