package dev.claviger.vault.webhook;

import static java.util.Objects.requireNonNullElse;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.Environment;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.GuardedChanges;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates, changes and deletes webhooks; each together with its event. */
@ApplicationScoped
class WebhookChanges {
    private final WebhookStore store;
    private final GuardedChanges guarded;
    private final Environments environments;
    private final Safekeeping safekeeping;
    private final Gate gate;
    private final WebhookConfig config;
    private final Ids ids;
    private final Clock clock;

    WebhookChanges(
            WebhookStore store,
            GuardedChanges guarded,
            Environments environments,
            Safekeeping safekeeping,
            Gate gate,
            WebhookConfig config,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.guarded = guarded;
        this.environments = environments;
        this.safekeeping = safekeeping;
        this.gate = gate;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /** Fails with {@link TooManyWebhooks} among others. */
    Uni<Webhook> create(Caller caller, WebhookRequests.Creation body, AccessEvent event) {
        return settle(event, () -> {
            ProjectRef project = body.project();
            WebhookRequests.Wanted wanted = body.parse();
            return change(caller, project, Action.CREATE, event, (tx, open) -> create(tx, open, wanted, event));
        });
    }

    private Uni<Webhook> create(
            RecordedTransaction tx, OpenProject open, WebhookRequests.Wanted wanted, AccessEvent event) {
        return environments
                .find(tx, open.id(), wanted.environment())
                .chain(environment -> store.room(tx, open.id())
                        .invoke(this::requireRoom)
                        .chain(room -> insert(tx, open, environment, room, wanted)))
                .invoke(created -> tx.record(about(event, created)));
    }

    private void requireRoom(WebhookStore.Room room) {
        if (room.present() >= config.maxPerProject()) {
            throw new TooManyWebhooks(config.maxPerProject());
        }
    }

    private Uni<Webhook> insert(
            RecordedTransaction tx,
            OpenProject open,
            Environment environment,
            WebhookStore.Room room,
            WebhookRequests.Wanted wanted) {
        UUID id = ids.nextPublic();
        return safekeeping
                .seal(open.id(), room.keyset(), id, wanted.url(), wanted.signingKey())
                .map(closed -> webhook(id, open, environment, room, wanted, closed))
                .call(webhook -> store.insert(tx, webhook, room.revision()));
    }

    private Webhook webhook(
            UUID id,
            OpenProject open,
            Environment environment,
            WebhookStore.Room room,
            WebhookRequests.Wanted wanted,
            Safekeeping.Closed closed) {
        Instant now = now();
        return new Webhook(
                id,
                open.id(),
                new Webhook.Stage(
                        environment.id(), environment.name(), environment.slug().text()),
                wanted.path().text(),
                wanted.type(),
                closed.url(),
                closed.signingKey(),
                wanted.events(),
                false,
                null,
                null,
                now,
                now,
                open.project().name(),
                room.keyset());
    }

    /** Fails with {@link WebhookNotFound}. */
    Uni<Webhook> update(Caller caller, UUID id, WebhookRequests.Edit edit, AccessEvent event) {
        return settle(event, () -> {
            @Nullable List<String> events = edit.events();
            return one(caller, id)
                    .chain(found -> change(
                            caller,
                            found,
                            Action.EDIT,
                            event,
                            tx -> again(tx, caller, id)
                                    .chain(current -> save(tx, current, edited(current, edit.isDisabled(), events)))
                                    .invoke(changed -> tx.record(about(event, changed)))));
        });
    }

    private Uni<Webhook> save(RecordedTransaction tx, Webhook current, Webhook changed) {
        return store.update(tx, current, changed).replaceWith(changed);
    }

    private Webhook edited(Webhook current, @Nullable Boolean isDisabled, @Nullable List<String> events) {
        return new Webhook(
                current.id(),
                current.projectId(),
                current.environment(),
                current.secretPath(),
                current.type(),
                current.url(),
                current.signingKey(),
                requireNonNullElse(events, current.events()),
                requireNonNullElse(isDisabled, current.isDisabled()),
                current.lastStatus(),
                current.lastError(),
                current.createdAt(),
                now(),
                current.projectName(),
                current.keyset());
    }

    /** With what it was still to be told. Fails with {@link WebhookNotFound}. */
    Uni<Webhook> delete(Caller caller, UUID id, AccessEvent event) {
        return settle(
                event,
                () -> one(caller, id)
                        .chain(found -> change(
                                caller,
                                found,
                                Action.DELETE,
                                event,
                                tx -> again(tx, caller, id)
                                        .call(gone -> store.delete(tx, gone.id()))
                                        .invoke(gone -> tx.record(about(event, gone))))));
    }

    private <T> Uni<T> settle(AccessEvent event, Supplier<Uni<? extends T>> work) {
        return gate.settle(event, Uni.createFrom().deferred(work));
    }

    private Uni<Webhook> one(Caller caller, UUID id) {
        return store.find(caller.orgId(), id).map(found -> found.orElseThrow(() -> new WebhookNotFound(id.toString())));
    }

    private Uni<Webhook> again(RecordedTransaction tx, Caller caller, UUID id) {
        return store.find(tx, caller.orgId(), id)
                .map(found -> found.orElseThrow(() -> new WebhookNotFound(id.toString())));
    }

    private Uni<Webhook> change(
            Caller caller,
            Webhook webhook,
            String action,
            AccessEvent event,
            Function<RecordedTransaction, Uni<Webhook>> work) {
        return change(caller, new ProjectRef.ById(webhook.projectId()), action, event, (tx, open) -> work.apply(tx));
    }

    private Uni<Webhook> change(
            Caller caller,
            ProjectRef project,
            String action,
            AccessEvent event,
            BiFunction<RecordedTransaction, OpenProject, Uni<Webhook>> work) {
        return guarded.change(caller, project, new GuardedChanges.Right(action, Subject.WEBHOOKS), event, work);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // what the table keeps
    }

    /** What the events of http-api.md 9.3 say of a webhook. */
    static AccessEvent about(AccessEvent event, Webhook webhook) {
        return event.in(webhook.projectId(), webhook.environment().slug(), webhook.secretPath())
                .with("environment", webhook.environment().slug())
                .with("webhookId", webhook.id())
                .with("isDisabled", webhook.isDisabled())
                .with("secretPath", webhook.secretPath());
    }
}
