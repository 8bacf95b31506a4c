package dev.claviger.auth.identity;

import static dev.claviger.auth.identity.IdentityAdministration.about;
import static dev.claviger.auth.identity.IdentityAdministration.described;
import static dev.claviger.auth.identity.IdentityAdministration.requireUnprotected;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.project.DeniedByProject;
import dev.claviger.auth.project.ProjectIdentities;
import dev.claviger.auth.project.ProjectIdentities.Action;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * What people do with the identities that belong to a project. The project says first whether they may, then whether the identity is
 * one of its own is looked at; every act is recorded with the project.
 */
@ApplicationScoped
class ProjectIdentityAdministration {
    private final IdentityStore store;
    private final Identities identities;
    private final ProjectIdentities projects;
    private final Acts acts;
    private final CurrentRequest current;
    private final Clock clock;

    ProjectIdentityAdministration(
            IdentityStore store,
            Identities identities,
            ProjectIdentities projects,
            Acts acts,
            CurrentRequest current,
            Clock clock) {
        this.store = store;
        this.identities = identities;
        this.projects = projects;
        this.acts = acts;
        this.current = current;
        this.clock = clock;
    }

    /** It has a membership with the role {@code no-access} from the beginning. When the project does not take it in, it is gone again. */
    Uni<Identity> create(UUID projectId, Identity identity) {
        AccessEvent event = described(event("create-identity", projectId), identity);
        return acts.rearrangeAdmitted(event, () -> projects.require(projectId, identity.id(), Action.CREATE), tx -> {
                    tx.record(event);
                    return identities.add(tx, identity).replaceWith(identity);
                })
                .call(made -> projects.takeIn(projectId, made.id(), made.name())
                        .onFailure(DeniedByProject.class)
                        .call(() -> takeBack(projectId, made)));
    }

    private Uni<Void> takeBack(UUID projectId, Identity made) {
        AccessEvent event = described(event("delete-identity", projectId), made);
        return acts.rearrangeAdmitted(event, () -> Uni.createFrom().voidItem(), tx -> {
            tx.record(event);
            return identities.delete(tx, made);
        });
    }

    Uni<Identity> read(UUID projectId, UUID id) {
        AccessEvent event = about(event("get-identity", projectId), id);
        return acts.readAdmitted(
                event,
                () -> projects.require(projectId, id, Action.READ),
                tx -> identities
                        .read(tx, orgId(), id)
                        .invoke(found -> requireOf(projectId, found))
                        .invoke(() -> tx.record(event)));
    }

    Uni<IdentityAnswer.Page> list(UUID projectId, IdentitySearch page) {
        AccessEvent event = event("get-identities", projectId);
        return acts.readAdmitted(event, () -> projects.requireList(projectId), tx -> {
            tx.record(event);
            return store.search(tx, orgId(), projectId, page)
                    .chain(found -> store.count(tx, orgId(), projectId, page)
                            .map(total -> new IdentityAnswer.Page(
                                    found.stream().map(IdentityAnswer::of).toList(), total)));
        });
    }

    Uni<Identity> change(UUID projectId, UUID id, UnaryOperator<Identity> edit) {
        AccessEvent event = about(event("update-identity", projectId), id);
        return acts.rearrangeAdmitted(
                event,
                () -> projects.require(projectId, id, Action.EDIT),
                tx -> own(tx, projectId, id)
                        .map(edit)
                        .map(edited -> edited.touched(clock.instant()))
                        .invoke(changed -> tx.record(described(event, changed)))
                        .call(changed -> identities.update(tx, changed)));
    }

    Uni<Identity> delete(UUID projectId, UUID id) {
        AccessEvent event = about(event("delete-identity", projectId), id);
        return acts.rearrangeAdmitted(
                        event,
                        () -> projects.require(projectId, id, Action.DELETE),
                        tx -> own(tx, projectId, id)
                                .invoke(gone -> requireUnprotected(gone))
                                .invoke(gone -> tx.record(described(event, gone)))
                                .call(gone -> identities.delete(tx, gone)))
                .call(gone -> projects.letGo(projectId, gone.id()));
    }

    UUID orgId() {
        return current.caller().orgId();
    }

    private Uni<Identity> own(RecordedTransaction tx, UUID projectId, UUID id) {
        return identities.manage(tx, orgId(), id).invoke(found -> requireOf(projectId, found));
    }

    private static void requireOf(UUID projectId, Identity found) {
        if (!found.isOf(projectId)) {
            throw new IdentityNotFound(found.id());
        }
    }

    private AccessEvent event(String name, UUID projectId) {
        return current.event(name).in(projectId, null, null);
    }
}
