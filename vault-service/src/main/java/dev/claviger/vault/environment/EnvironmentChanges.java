package dev.claviger.vault.environment;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Creates, changes and deletes environments; each together with its event. Their positions stay 1, 2, 3 without gaps. */
@ApplicationScoped
class EnvironmentChanges {
    private final EnvironmentStore store;
    private final Projects projects;
    private final Protection protection;
    private final Gate gate;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    /** An environment and all of its project in their order. */
    private record Placed(Environment environment, List<Environment> ordered) {}

    EnvironmentChanges(
            EnvironmentStore store,
            Projects projects,
            Protection protection,
            Gate gate,
            Outbox outbox,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.projects = projects;
        this.protection = protection;
        this.gate = gate;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** Fails with {@link EnvironmentTaken}. */
    Uni<Environment> create(Caller caller, ProjectRef ref, EnvironmentEdit wanted, AccessEvent event) {
        return open(caller, ref, Action.CREATE, event)
                .chain(open -> settle(
                        open,
                        event,
                        tx -> lock(tx, caller, open, event)
                                .map(all -> insertion(open.id(), all, wanted))
                                .call(placed -> store.insert(tx, placed.environment(), ids.nextPublic()))
                                .call(placed -> store.number(tx, placed.ordered()))
                                .map(Placed::environment)
                                .invoke(created -> tx.record(about(event, created)))));
    }

    /** Fails with {@link EnvironmentTaken} and {@link EnvironmentNotFound}. */
    Uni<Environment> update(Caller caller, ProjectRef ref, UUID id, EnvironmentEdit edit, AccessEvent event) {
        return open(caller, ref, Action.EDIT, event)
                .chain(open -> settle(
                        open,
                        event,
                        tx -> lock(tx, caller, open, event)
                                .map(all -> change(all, id, edit))
                                .call(placed -> store.update(tx, placed.environment()))
                                .call(placed -> store.number(tx, placed.ordered()))
                                .map(Placed::environment)
                                .invoke(changed -> tx.record(about(event, changed)))));
    }

    /** With everything inside. Fails with {@link EnvironmentNotFound}. */
    Uni<Environment> delete(Caller caller, ProjectRef ref, UUID id, AccessEvent event) {
        return open(caller, ref, Action.DELETE, event)
                .chain(open -> settle(
                        open,
                        event,
                        tx -> lock(tx, caller, open, event)
                                .map(all -> removal(all, id))
                                .call(placed -> protection.requireFreeBelow(
                                        tx,
                                        caller,
                                        open.id(),
                                        placed.environment().slug().text(),
                                        "/"))
                                .call(placed -> store.delete(tx, placed.environment()))
                                .call(placed -> store.number(tx, placed.ordered()))
                                .map(Placed::environment)
                                .invoke(gone -> tx.record(about(event, gone)))));
    }

    private <T> Uni<T> settle(OpenProject open, AccessEvent event, Function<RecordedTransaction, Uni<T>> work) {
        return gate.settle(event.in(open.id(), null, null), outbox.transaction(work));
    }

    private Uni<OpenProject> open(Caller caller, ProjectRef ref, String action, AccessEvent event) {
        return projects.open(caller, ref)
                .call(open -> gate.require(
                        open.permissions(),
                        action,
                        Subject.ENVIRONMENTS,
                        Resource.NONE,
                        event.in(open.id(), null, null)));
    }

    private Uni<List<Environment>> lock(RecordedTransaction tx, Caller caller, OpenProject open, AccessEvent event) {
        return projects.commit(tx, open.id(), caller, event).chain(() -> store.all(tx, open.id()));
    }

    private Placed insertion(UUID projectId, List<Environment> all, EnvironmentEdit wanted) {
        refuseTwin(all, wanted.parsedSlug());
        Instant now = clock.instant();
        int index = wanted.index(all, all.size());
        Environment created = new Environment(
                ids.nextPublic(), projectId, wanted.parsedName(), wanted.parsedSlug(), index + 1, now, now);
        return placed(all, created, index);
    }

    private Placed change(List<Environment> all, UUID id, EnvironmentEdit edit) {
        Environment current = one(all, id);
        List<Environment> others = without(all, current);
        Environment changed = edit.applyTo(current, clock.instant());
        refuseTwin(others, changed.slug());
        return placed(others, changed, edit.index(others, all.indexOf(current)));
    }

    private static Placed removal(List<Environment> all, UUID id) {
        Environment gone = one(all, id);
        return new Placed(gone, without(all, gone));
    }

    private static Placed placed(List<Environment> others, Environment environment, int index) {
        Environment there = new Environment(
                environment.id(),
                environment.projectId(),
                environment.name(),
                environment.slug(),
                index + 1,
                environment.createdAt(),
                environment.updatedAt());
        List<Environment> ordered = new ArrayList<>(others);
        ordered.add(index, there);
        return new Placed(there, ordered);
    }

    private static Environment one(List<Environment> all, UUID id) {
        return all.stream()
                .filter(environment -> environment.id().equals(id))
                .findFirst()
                .orElseThrow(() -> EnvironmentNotFound.of(id.toString()));
    }

    private static List<Environment> without(List<Environment> all, Environment one) {
        return all.stream().filter(other -> !other.id().equals(one.id())).toList();
    }

    private static void refuseTwin(List<Environment> others, EnvironmentSlug slug) {
        if (others.stream().anyMatch(other -> other.slug().equals(slug))) {
            throw new EnvironmentTaken(slug);
        }
    }

    private static AccessEvent about(AccessEvent event, Environment environment) {
        return event.in(environment.projectId(), environment.slug().text(), null)
                .with("environmentId", environment.id())
                .with("name", environment.name())
                .with("slug", environment.slug())
                .with("position", environment.position());
    }
}
