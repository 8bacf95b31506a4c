package dev.claviger.vault.project;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.permission.BoundaryExceeded;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Grants;
import dev.claviger.vault.permission.PermissionDenied;
import dev.claviger.vault.permission.Resource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.BiFunction;

/**
 * Changes of rights inside a project. They wait for each other, and each reads the rights of its maker again once it is its turn, so a
 * change that comes after the withdrawal of the right to it is refused (security.md T18). A refusal is recorded.
 */
@ApplicationScoped
public class GuardedChanges {
    private final Projects projects;
    private final Grants grants;
    private final Gate gate;
    private final Outbox outbox;

    GuardedChanges(Projects projects, Grants grants, Gate gate, Outbox outbox) {
        this.projects = projects;
        this.grants = grants;
        this.gate = gate;
        this.outbox = outbox;
    }

    /** What the maker of a change must be allowed to do. */
    public record Right(String action, String subject, Resource resource) {
        public Right(String action, String subject) {
            this(action, subject, Resource.NONE);
        }
    }

    /** Opens the project for a look, when the caller has the right. Fails with {@link PermissionDenied}. */
    public Uni<OpenProject> look(Caller caller, ProjectRef ref, Right right, AccessEvent attempt) {
        return projects.open(caller, ref)
                .call(open -> gate.require(
                        open.permissions(),
                        right.action(),
                        right.subject(),
                        right.resource(),
                        attempt.in(open.id(), null, null)));
    }

    /**
     * Does the work in one transaction that has locked the project, with the rights that the caller has by then. Fails with
     * {@link PermissionDenied}, and as the work fails; {@link BoundaryExceeded} from it is recorded.
     */
    public <T> Uni<T> change(
            Caller caller,
            ProjectRef ref,
            Right right,
            AccessEvent attempt,
            BiFunction<RecordedTransaction, OpenProject, Uni<T>> work) {
        return look(caller, ref, right, attempt)
                .chain(open -> gate.guard(
                        attempt.in(open.id(), null, null),
                        outbox.transaction(tx -> locked(tx, caller, open)
                                .invoke(now ->
                                        now.permissions().require(right.action(), right.subject(), right.resource()))
                                .chain(now -> work.apply(tx, now)))));
    }

    private Uni<OpenProject> locked(RecordedTransaction tx, Caller caller, OpenProject open) {
        return projects.bump(tx, open.id())
                .chain(() -> grants.of(tx, caller, open.id()))
                .map(permissions -> new OpenProject(open.project(), permissions));
    }
}
