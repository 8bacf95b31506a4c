package dev.claviger.vault.tag;

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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Creates, changes and deletes tags; each together with its event. */
@ApplicationScoped
class TagChanges {
    private final TagStore store;
    private final TagConfig config;
    private final Projects projects;
    private final Gate gate;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    TagChanges(TagStore store, TagConfig config, Projects projects, Gate gate, Outbox outbox, Ids ids, Clock clock) {
        this.store = store;
        this.config = config;
        this.projects = projects;
        this.gate = gate;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** Fails with {@link TagTaken} and {@link TooManyTags}. */
    Uni<Tag> create(Caller caller, ProjectRef ref, TagEdit wanted, AccessEvent event) {
        return open(caller, ref, Action.CREATE, event)
                .chain(open -> settle(
                        open,
                        event,
                        tx -> lock(tx, open)
                                .map(all -> addition(open.id(), all, wanted))
                                .call(created -> store.insert(tx, created))
                                .invoke(created -> tx.record(about(event, created)))));
    }

    /** Fails with {@link TagTaken} and {@link TagNotFound}. */
    Uni<Tag> update(Caller caller, ProjectRef ref, UUID id, TagEdit edit, AccessEvent event) {
        return open(caller, ref, Action.EDIT, event)
                .chain(open -> settle(
                        open,
                        event,
                        tx -> lock(tx, open)
                                .map(all -> change(all, id, edit))
                                .call(changed -> store.update(tx, changed))
                                .invoke(changed -> tx.record(about(event, changed)))));
    }

    /** Takes it off all secrets, too. Fails with {@link TagNotFound}. */
    Uni<Tag> delete(Caller caller, ProjectRef ref, UUID id, AccessEvent event) {
        return open(caller, ref, Action.DELETE, event)
                .chain(open -> settle(
                        open,
                        event,
                        tx -> lock(tx, open)
                                .map(all -> one(all, id))
                                .call(gone -> store.delete(tx, gone))
                                .invoke(gone -> tx.record(about(event, gone)))));
    }

    private <T> Uni<T> settle(OpenProject open, AccessEvent event, Function<RecordedTransaction, Uni<T>> work) {
        return gate.settle(event.in(open.id(), null, null), outbox.transaction(work));
    }

    private Uni<OpenProject> open(Caller caller, ProjectRef ref, String action, AccessEvent event) {
        return projects.open(caller, ref)
                .call(open -> gate.require(
                        open.permissions(), action, Subject.TAGS, Resource.NONE, event.in(open.id(), null, null)));
    }

    private Uni<List<Tag>> lock(RecordedTransaction tx, OpenProject open) {
        return projects.bump(tx, open.id()).chain(() -> store.all(tx, open.id()));
    }

    private Tag addition(UUID projectId, List<Tag> all, TagEdit wanted) {
        Tag created = wanted.create(ids.nextPublic(), projectId, now());
        refuseTwin(all, created);
        if (all.size() >= config.maxPerProject()) {
            throw new TooManyTags(config.maxPerProject());
        }
        return created;
    }

    private Tag change(List<Tag> all, UUID id, TagEdit edit) {
        Tag changed = edit.applyTo(one(all, id), now());
        refuseTwin(all, changed);
        return changed;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // what the table keeps
    }

    private static Tag one(List<Tag> all, UUID id) {
        return all.stream()
                .filter(tag -> tag.id().equals(id))
                .findFirst()
                .orElseThrow(() -> TagNotFound.byId(id.toString()));
    }

    private static void refuseTwin(List<Tag> all, Tag tag) {
        if (all.stream()
                .anyMatch(other -> !other.id().equals(tag.id()) && other.slug().equals(tag.slug()))) {
            throw new TagTaken(tag.slug());
        }
    }

    private static AccessEvent about(AccessEvent event, Tag tag) {
        return event.in(tag.projectId(), null, null)
                .with("tagId", tag.id())
                .with("slug", tag.slug())
                .with("color", tag.color());
    }
}
