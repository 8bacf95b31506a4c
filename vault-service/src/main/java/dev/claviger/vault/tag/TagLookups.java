package dev.claviger.vault.tag;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Shows tags to those who may read tags, and records that. */
@ApplicationScoped
class TagLookups {
    private final TagStore store;
    private final Projects projects;
    private final Gate gate;
    private final Outbox outbox;

    TagLookups(TagStore store, Projects projects, Gate gate, Outbox outbox) {
        this.store = store;
        this.projects = projects;
        this.gate = gate;
        this.outbox = outbox;
    }

    Uni<List<Tag>> all(Caller caller, ProjectRef ref, AccessEvent event) {
        return open(caller, ref, event)
                .chain(open -> store.all(open.id())
                        .call(found ->
                                outbox.record(event.in(open.id(), null, null).with("numberOfTags", found.size()))));
    }

    /** Fails with {@link TagNotFound}. */
    Uni<Tag> byId(Caller caller, ProjectRef ref, UUID id, AccessEvent event) {
        return open(caller, ref, event)
                .chain(open -> gate.settle(
                        event.in(open.id(), null, null),
                        one(open, tag -> tag.id().equals(id), () -> TagNotFound.byId(id.toString()))))
                .call(found -> record(found, event));
    }

    /** Fails with {@link TagNotFound}, also for what cannot be the slug of a tag: clients create the tag then (http-api.md 4.8). */
    Uni<Tag> bySlug(Caller caller, ProjectRef ref, String slug, AccessEvent event) {
        Optional<TagSlug> wanted = TagSlug.find(slug);
        return open(caller, ref, event)
                .chain(open -> gate.settle(
                        event.in(open.id(), null, null),
                        one(
                                open,
                                tag -> wanted.filter(tag.slug()::equals).isPresent(),
                                () -> TagNotFound.bySlug(slug))))
                .call(found -> record(found, event));
    }

    private Uni<Tag> one(OpenProject open, Predicate<Tag> wanted, Supplier<TagNotFound> missing) {
        return store.all(open.id())
                .map(all -> all.stream().filter(wanted).findFirst().orElseThrow(missing));
    }

    private Uni<OpenProject> open(Caller caller, ProjectRef ref, AccessEvent event) {
        return projects.open(caller, ref)
                .call(open -> gate.require(
                        open.permissions(), Action.READ, Subject.TAGS, Resource.NONE, event.in(open.id(), null, null)));
    }

    private Uni<Void> record(Tag found, AccessEvent event) {
        return outbox.record(event.in(found.projectId(), null, null)
                .with("tagId", found.id())
                .with("slug", found.slug()));
    }
}
