package dev.claviger.vault.project;

import static dev.claviger.kernel.orgright.Subject.PROJECT;
import static dev.claviger.kernel.orgright.Subject.WORKSPACE;
import static java.util.Objects.requireNonNullElse;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.orgright.Reach;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.kernel.principal.Principals;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.PermissionDenied;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Creates, changes and deletes projects; each together with its event. */
@ApplicationScoped
class ProjectChanges {
    private static final int TRIES_FOR_A_SLUG = 3;

    private final ProjectStore store;
    private final Projects projects;
    private final Blueprints blueprints;
    private final ProjectKeys keys;
    private final Principals principals;
    private final Gate gate;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    ProjectChanges(
            ProjectStore store,
            Projects projects,
            Blueprints blueprints,
            ProjectKeys keys,
            Principals principals,
            Gate gate,
            Outbox outbox,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.projects = projects;
        this.blueprints = blueprints;
        this.keys = keys;
        this.principals = principals;
        this.gate = gate;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** The creator becomes administrator of the project. Fails with {@link SlugTaken}, {@link PermissionDenied}, and without the template. */
    Uni<Project> create(Caller caller, NewProject.Checked wanted, AccessEvent event) {
        if (!mayCreate(caller)) {
            return gate.refuse(PermissionDenied.outright(Action.CREATE, Subject.WORKSPACE), event);
        }
        return gate.settle(event, blueprint(caller, wanted))
                .chain(blueprint -> create(caller, wanted, blueprint, event));
    }

    /** Both subjects of http-api.md 6.7 mean the same. */
    private boolean mayCreate(Caller caller) {
        Reach reach = principals.reach(caller);
        return Stream.of(WORKSPACE, PROJECT).anyMatch(subject -> reach.allows(subject.to(Action.CREATE)));
    }

    private Uni<Blueprint> blueprint(Caller caller, NewProject.Checked wanted) {
        return wanted.template().equals(Blueprints.DEFAULT)
                ? Uni.createFrom().item(DefaultBlueprint.of(wanted.withDefaultEnvironments()))
                : blueprints.named(caller.orgId(), wanted.template());
    }

    private Uni<Project> create(Caller caller, NewProject.Checked wanted, Blueprint blueprint, AccessEvent event) {
        Uni<Project> once = Uni.createFrom().deferred(() -> createOnce(caller, wanted, blueprint, event));
        return wanted.givenSlug().isPresent()
                ? once
                : once.onFailure(SlugTaken.class).retry().atMost(TRIES_FOR_A_SLUG);
    }

    private Uni<Project> createOnce(Caller caller, NewProject.Checked wanted, Blueprint blueprint, AccessEvent event) {
        Project project = project(caller, wanted);
        return keys.newWrappedKeyset(project.id())
                .chain(keyset -> outbox.transaction(tx -> store.insert(tx, project, keyset)
                        .chain(() -> projects.firstCommit(tx, project.id(), caller, event))
                        .chain(() -> furnish(tx, caller, project, blueprint))
                        .invoke(said -> tx.record(created(event, project, said)))))
                .replaceWith(project);
    }

    private Uni<Map<String, Object>> furnish(
            RecordedTransaction tx, Caller caller, Project project, Blueprint blueprint) {
        Uni<Void> done = store.insertAdmin(tx, project, ids.nextPublic(), ids.nextPublic(), caller);
        int position = 0;
        for (Blueprint.Environment environment : blueprint.environments()) {
            int next = ++position;
            done = done.chain(
                    () -> store.insertEnvironment(tx, project, ids.nextPublic(), ids.nextPublic(), environment, next));
        }
        return done.chain(() -> blueprint.people(tx, caller, project));
    }

    private static AccessEvent created(AccessEvent event, Project project, Map<String, Object> said) {
        AccessEvent created = event.in(project.id(), null, null)
                .with("name", project.name())
                .with("slug", project.slug())
                .with("type", project.type());
        for (Map.Entry<String, Object> more : said.entrySet()) {
            created = created.with(more.getKey(), more.getValue());
        }
        return created;
    }

    private Project project(Caller caller, NewProject.Checked wanted) {
        UUID id = ids.nextPublic();
        Instant now = clock.instant();
        return new Project(
                id,
                caller.orgId(),
                wanted.name(),
                wanted.givenSlug().orElseGet(() -> ProjectSlug.fromName(wanted.name(), id)),
                ProjectEdit.emptyToNull(wanted.description()),
                NewProject.Checked.TYPE,
                false,
                wanted.isProtected(),
                null,
                1,
                now,
                now);
    }

    /** Slug and protection are for those who may edit or delete the project itself, the rest for whoever may edit its settings. */
    Uni<Project> update(Caller caller, ProjectRef ref, ProjectEdit edit, AccessEvent event) {
        return projects.open(caller, ref)
                .call(open -> requireEdit(open, edit, event))
                .chain(open -> save(open.project(), edit, event));
    }

    private Uni<Void> requireEdit(OpenProject open, ProjectEdit edit, AccessEvent event) {
        AccessEvent attempt = event.in(open.id(), null, null);
        return require(open, Action.EDIT, Subject.SETTINGS, attempt)
                .chain(() -> edit.changesSlugOf(open.project())
                        ? require(open, Action.EDIT, Subject.WORKSPACE, attempt)
                        : Uni.createFrom().voidItem())
                .chain(() -> edit.changesProtectionOf(open.project())
                        ? require(open, Action.DELETE, Subject.WORKSPACE, attempt)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Project> save(Project found, ProjectEdit edit, AccessEvent event) {
        return outbox.transaction(tx -> projects.bump(tx, found.id())
                .chain(() -> store.lockedRow(tx, found.id()))
                .map(current -> edit.applyTo(current, clock.instant()))
                .call(changed -> store.update(tx, changed))
                .call(changed -> edit.kept().isNothing()
                        ? Uni.createFrom().voidItem()
                        : store.keep(tx, changed.id(), edit.kept()))
                .invoke(changed -> tx.record(edit.kept()
                        .tell(event.in(changed.id(), null, null)
                                .with("name", changed.name())
                                .with("slug", changed.slug())
                                .with(
                                        "auditLogsRetentionDays",
                                        requireNonNullElse(changed.auditLogsRetentionDays(), 0))))));
    }

    /** Deletes it with everything inside, its keyset first of all. Fails with {@link ProjectProtected}. */
    Uni<ProjectView> delete(Caller caller, ProjectRef ref, AccessEvent event) {
        return projects.open(caller, ref)
                .call(open -> require(open, Action.DELETE, Subject.WORKSPACE, event.in(open.id(), null, null)))
                .call(open -> refuseIfProtected(open.project(), event))
                .chain(open -> remove(open.project(), event));
    }

    private Uni<Void> refuseIfProtected(Project project, AccessEvent event) {
        return project.hasDeleteProtection()
                ? gate.refuse(new ProjectProtected(project.slug()), event.in(project.id(), null, null))
                : Uni.createFrom().voidItem();
    }

    private Uni<ProjectView> remove(Project found, AccessEvent event) {
        return outbox.transaction(tx -> projects.bump(tx, found.id())
                .chain(last -> store.lockedRow(tx, found.id())
                        .invoke(ProjectChanges::stillUnprotected)
                        .chain(current -> store.view(tx, current))
                        .call(() -> store.delete(tx, found.id()))
                        .invoke(() -> tx.afterCommit(() -> keys.forget(found.id())))
                        .invoke(gone -> tx.record(event.in(found.id(), null, null)
                                .with("name", gone.name())
                                .with("slug", gone.slug())
                                .with("revision", last)))));
    }

    private static void stillUnprotected(Project current) {
        if (current.hasDeleteProtection()) {
            throw new ProjectProtected(current.slug());
        }
    }

    private Uni<Void> require(OpenProject open, String action, String subject, AccessEvent attempt) {
        return gate.require(open.permissions(), action, subject, Resource.NONE, attempt);
    }
}
