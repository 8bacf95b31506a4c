package dev.claviger.vault.template;

import static dev.claviger.kernel.orgright.Subject.PROJECT;
import static dev.claviger.kernel.orgright.Subject.PROJECT_TEMPLATES;
import static dev.claviger.kernel.orgright.Subject.WORKSPACE;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.orgright.Reach;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.kernel.principal.Principals;
import dev.claviger.vault.membership.Enrollment;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.PermissionDenied;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes, changes, shows and deletes templates. Who has the right to that gives rights in projects that others make, by naming their members
 * (security.md T18); of the built-in roles it is the administrator's. Whoever may create projects may see them.
 */
@ApplicationScoped
class Templates {
    private static final String SUBJECT = "project-templates";

    private final TemplateStore store;
    private final Enrollment enrollment;
    private final Principals principals;
    private final Gate gate;
    private final Outbox outbox;
    private final TemplateConfig config;
    private final Ids ids;
    private final Clock clock;

    Templates(
            TemplateStore store,
            Enrollment enrollment,
            Principals principals,
            Gate gate,
            Outbox outbox,
            TemplateConfig config,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.enrollment = enrollment;
        this.principals = principals;
        this.gate = gate;
        this.outbox = outbox;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /** The built-in one first, then by name. */
    Uni<List<ProjectTemplate>> all(Caller caller, AccessEvent event) {
        return requireReader(caller, event)
                .chain(() -> store.all(caller.orgId()))
                .map(made -> Stream.concat(Stream.of(BuiltIn.of(caller.orgId())), made.stream())
                        .toList())
                .call(found -> outbox.record(event.with("numberOfTemplates", found.size())));
    }

    /** Fails with {@link TemplateNotFound}. */
    Uni<ProjectTemplate> find(Caller caller, UUID id, AccessEvent event) {
        return requireReader(caller, event)
                .chain(() -> gate.settle(event.with("templateId", id), found(caller, id)))
                .call(found -> outbox.record(about(event, found)));
    }

    private Uni<ProjectTemplate> found(Caller caller, UUID id) {
        return BuiltIn.is(id)
                ? Uni.createFrom().item(BuiltIn.of(caller.orgId()))
                : store.byId(caller.orgId(), id)
                        .map(found -> found.orElseThrow(() -> TemplateNotFound.byId(id.toString())));
    }

    /** Fails with {@link TemplateRefused} and {@link InvalidInput}. */
    Uni<ProjectTemplate> create(Caller caller, TemplateBody body, AccessEvent event) {
        return require(caller, Action.CREATE, event)
                .chain(() -> gate.settle(event, outbox.transaction(tx -> create(tx, caller, body, event))));
    }

    private Uni<ProjectTemplate> create(RecordedTransaction tx, Caller caller, TemplateBody body, AccessEvent event) {
        TemplateBody.Wanted wanted = body.fresh();
        requireThere(caller, wanted.content());
        Instant now = now();
        ProjectTemplate fresh = new ProjectTemplate(
                ids.nextPublic(), caller.orgId(), wanted.name(), wanted.description(), wanted.content(), now, now);
        return store.count(tx, caller.orgId())
                .invoke(made -> {
                    if (made >= config.maxPerOrganization()) {
                        throw TemplateRefused.tooMany(config.maxPerOrganization());
                    }
                })
                .chain(() -> store.insert(tx, fresh))
                .invoke(() -> tx.record(about(event, fresh)))
                .replaceWith(fresh);
    }

    /** Fails with {@link TemplateNotFound}, {@link TemplateRefused} and {@link InvalidInput}. */
    Uni<ProjectTemplate> update(Caller caller, UUID id, TemplateBody body, AccessEvent event) {
        return require(caller, Action.EDIT, event)
                .chain(() -> gate.settle(
                        event.with("templateId", id),
                        outbox.transaction(tx -> store.count(tx, caller.orgId())
                                .chain(() -> locked(tx, caller, id))
                                .map(old -> changed(caller, old, body))
                                .call(changed -> store.update(tx, changed))
                                .invoke(changed -> tx.record(about(event, changed))))));
    }

    private ProjectTemplate changed(Caller caller, ProjectTemplate old, TemplateBody body) {
        TemplateBody.Wanted wanted = body.on(old.name(), old.description(), old.content());
        if (body.identities() != null || body.users() != null || body.groups() != null) {
            requireThere(caller, wanted.content());
        }
        return new ProjectTemplate(
                old.id(), old.orgId(), wanted.name(), wanted.description(), wanted.content(), old.createdAt(), now());
    }

    /** Fails with {@link TemplateNotFound} and {@link TemplateRefused}. */
    Uni<ProjectTemplate> delete(Caller caller, UUID id, AccessEvent event) {
        return require(caller, Action.DELETE, event)
                .chain(() -> gate.settle(
                        event.with("templateId", id),
                        outbox.transaction(tx -> locked(tx, caller, id)
                                .call(gone -> store.delete(tx, gone))
                                .invoke(gone -> tx.record(about(event, gone))))));
    }

    private Uni<ProjectTemplate> locked(RecordedTransaction tx, Caller caller, UUID id) {
        return BuiltIn.is(id)
                ? Uni.createFrom().failure(TemplateRefused.builtIn())
                : store.lock(tx, caller.orgId(), id)
                        .map(found -> found.orElseThrow(() -> TemplateNotFound.byId(id.toString())));
    }

    private void requireThere(Caller caller, Content content) {
        content.newcomers().stream()
                .filter(newcomer -> !enrollment.isThere(caller.orgId(), newcomer))
                .findFirst()
                .ifPresent(absent -> {
                    throw InvalidInput.of(
                            absent.kind().plural(),
                            "The organisation has nobody called '%s'".formatted(absent.called()));
                });
    }

    /** Whoever may make a project may see what it can be made from. */
    private Uni<Void> requireReader(Caller caller, AccessEvent event) {
        Reach reach = principals.reach(caller);
        boolean may = Stream.of(
                        PROJECT_TEMPLATES.to(Action.READ), WORKSPACE.to(Action.CREATE), PROJECT.to(Action.CREATE))
                .anyMatch(reach::allows);
        return may ? Uni.createFrom().voidItem() : gate.refuse(PermissionDenied.outright(Action.READ, SUBJECT), event);
    }

    private Uni<Void> require(Caller caller, String action, AccessEvent event) {
        return principals.reach(caller).allows(PROJECT_TEMPLATES.to(action))
                ? Uni.createFrom().voidItem()
                : gate.refuse(PermissionDenied.outright(action, SUBJECT), event);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // what the table keeps
    }

    private static AccessEvent about(AccessEvent event, ProjectTemplate template) {
        return event.with("templateId", template.id()).with("name", template.name());
    }
}
