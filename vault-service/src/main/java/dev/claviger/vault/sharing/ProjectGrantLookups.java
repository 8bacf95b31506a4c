package dev.claviger.vault.sharing;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.GuardedChanges;
import dev.claviger.vault.project.GuardedChanges.Right;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Supplier;

/** Shows grants to those who may read the settings of the project, from either side, and records that. */
@ApplicationScoped
class ProjectGrantLookups {
    private static final Right LOOK = new Right(Action.READ, Subject.SETTINGS);

    private final ProjectGrantStore store;
    private final GuardedChanges guarded;
    private final Gate gate;
    private final Outbox outbox;

    ProjectGrantLookups(ProjectGrantStore store, GuardedChanges guarded, Gate gate, Outbox outbox) {
        this.store = store;
        this.guarded = guarded;
        this.gate = gate;
        this.outbox = outbox;
    }

    /** What the project shares. */
    Uni<List<ProjectGrant>> given(Caller caller, Supplier<ProjectRef> source, AccessEvent event) {
        return gate.settle(
                event,
                Uni.createFrom()
                        .item(source)
                        .chain(ref -> guarded.look(caller, ref, LOOK, event))
                        .chain(open -> store.given(open.id()).call(found -> recordLook(event, open, found))));
    }

    /** What is shared with the project. */
    Uni<List<ProjectGrant>> received(Caller caller, Supplier<ProjectRef> target, AccessEvent event) {
        return gate.settle(
                event,
                Uni.createFrom()
                        .item(target)
                        .chain(ref -> guarded.look(caller, ref, LOOK, event))
                        .chain(open -> store.received(open.id()).call(found -> recordLook(event, open, found)))
                        .map(found ->
                                found.stream().map(ProjectGrant::asReceived).toList()));
    }

    private Uni<Void> recordLook(AccessEvent event, OpenProject open, List<ProjectGrant> found) {
        return outbox.record(event.in(open.id(), null, null).with("numberOfGrants", found.size()));
    }
}
