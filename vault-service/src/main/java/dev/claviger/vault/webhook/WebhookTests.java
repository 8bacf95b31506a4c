package dev.claviger.vault.webhook;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.webhook.Payloads.Notice;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Tries a webhook out for somebody who may edit it: once, at once, without the queue. */
@ApplicationScoped
class WebhookTests {
    private final WebhookLookups lookups;
    private final WebhookClient client;
    private final WebhookStore store;
    private final Outbox outbox;
    private final Ids ids;

    WebhookTests(WebhookLookups lookups, WebhookClient client, WebhookStore store, Outbox outbox, Ids ids) {
        this.lookups = lookups;
        this.client = client;
        this.store = store;
        this.outbox = outbox;
        this.ids = ids;
    }

    /** The webhook with how it went. A receiver that refuses is an answer, not a failure. */
    Uni<WebhookView> test(Caller caller, UUID id, AccessEvent event) {
        return lookups.editable(caller, id, event)
                .chain(webhook -> client.tell(
                                webhook, new Notice(Notice.TEST, webhook.secretPath(), "", ""), ids.next())
                        .chain(problem -> remember(webhook, problem, event))
                        .chain(() -> store.find(caller.orgId(), id))
                        .map(found -> found.orElse(webhook)))
                .chain(lookups::whole);
    }

    private Uni<Void> remember(Webhook webhook, Optional<String> problem, AccessEvent event) {
        AccessEvent about = WebhookChanges.about(event, webhook).with("type", Notice.TEST);
        return outbox.transaction(tx -> store.remember(
                        tx, webhook.id(), problem.isEmpty() ? "success" : "failed", problem.orElse(null))
                .invoke(() -> tx.record(
                        problem.map(why -> about.with("status", "failed").failed(why))
                                .orElseGet(() -> about.with("status", "success")))));
    }
}
