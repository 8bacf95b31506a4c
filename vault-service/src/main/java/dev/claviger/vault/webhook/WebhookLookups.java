package dev.claviger.vault.webhook;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Shows webhooks to those who may read webhooks, and records that. */
@ApplicationScoped
class WebhookLookups {
    private final WebhookStore store;
    private final Safekeeping safekeeping;
    private final Projects projects;
    private final Gate gate;
    private final Outbox outbox;

    WebhookLookups(WebhookStore store, Safekeeping safekeeping, Projects projects, Gate gate, Outbox outbox) {
        this.store = store;
        this.safekeeping = safekeeping;
        this.projects = projects;
        this.gate = gate;
        this.outbox = outbox;
    }

    /** Oldest first. */
    Uni<List<WebhookView>> list(Caller caller, Supplier<WebhookRequests.Listing> which, AccessEvent event) {
        return gate.settle(event, Uni.createFrom().item(which).chain(wanted -> list(caller, wanted, event)));
    }

    private Uni<List<WebhookView>> list(Caller caller, WebhookRequests.Listing wanted, AccessEvent event) {
        return open(caller, wanted.project(), Action.READ, event)
                .chain(open -> store.list(
                                open.id(),
                                wanted.environment() == null
                                        ? null
                                        : wanted.environment().text(),
                                wanted.path() == null ? null : wanted.path().text())
                        .chain(found -> show(found, open.permissions()))
                        .call(shown ->
                                outbox.record(event.in(open.id(), null, null).with("numberOfWebhooks", shown.size()))));
    }

    /** Fails with {@link WebhookNotFound}. */
    Uni<WebhookView> byId(Caller caller, UUID id, AccessEvent event) {
        return gate.settle(
                event,
                one(caller, id)
                        .chain(found -> open(caller, found, Action.READ, event)
                                .chain(open -> show(found, open.permissions()))
                                .call(shown -> outbox.record(WebhookChanges.about(event, found)))));
    }

    /** One that the caller may edit. Fails with {@link WebhookNotFound}. */
    Uni<Webhook> editable(Caller caller, UUID id, AccessEvent event) {
        return gate.settle(event, one(caller, id).call(found -> open(caller, found, Action.EDIT, event)));
    }

    /** As it is shown to somebody who may edit it. */
    Uni<WebhookView> whole(Webhook webhook) {
        return safekeeping
                .open(webhook)
                .map(opened -> WebhookView.of(webhook, opened.url().reveal()));
    }

    private Uni<List<WebhookView>> show(List<Webhook> webhooks, Permissions permissions) {
        return Multi.createFrom()
                .iterable(webhooks)
                .onItem()
                .transformToUniAndConcatenate(webhook -> show(webhook, permissions))
                .collect()
                .asList();
    }

    private Uni<WebhookView> show(Webhook webhook, Permissions permissions) {
        return permissions.allows(Action.EDIT, Subject.WEBHOOKS, Resource.NONE)
                ? whole(webhook)
                : safekeeping
                        .open(webhook)
                        .map(opened -> WebhookView.of(
                                webhook, WebhookView.masked(opened.url().reveal())));
    }

    private Uni<Webhook> one(Caller caller, UUID id) {
        return store.find(caller.orgId(), id).map(found -> found.orElseThrow(() -> new WebhookNotFound(id.toString())));
    }

    private Uni<OpenProject> open(Caller caller, Webhook webhook, String action, AccessEvent event) {
        return open(caller, new ProjectRef.ById(webhook.projectId()), action, event);
    }

    private Uni<OpenProject> open(Caller caller, ProjectRef project, String action, AccessEvent event) {
        return projects.open(caller, project)
                .call(open -> gate.require(
                        open.permissions(), action, Subject.WEBHOOKS, Resource.NONE, event.in(open.id(), null, null)));
    }
}
