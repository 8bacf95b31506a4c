package dev.claviger.vault.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.feed.Change;
import dev.claviger.vault.feed.PathPattern;
import dev.claviger.vault.webhook.DeliveryStore.Claimed;
import dev.claviger.vault.webhook.DeliveryStore.Delivery;
import dev.claviger.vault.webhook.DeliveryStore.Listening;
import dev.claviger.vault.webhook.Payloads.Notice;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides who is to be told of a change, and tells them. */
@ApplicationScoped
class Deliveries {
    private static final Origin NOWHERE = new Origin("", "", "", "");

    private final DeliveryStore store;
    private final WebhookClient client;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    Deliveries(DeliveryStore store, WebhookClient client, Outbox outbox, Ids ids, Clock clock) {
        this.store = store;
        this.client = client;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** Puts into the queue what these changes mean for webhooks. The same changes again add nothing. */
    Uni<Void> accept(List<Change> changes) {
        Set<UUID> environments = changes.stream()
                .map(Change::environmentId)
                .filter(Objects::nonNull)
                .collect(toSet());
        if (environments.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return store.listening(environments)
                .map(webhooks -> deliveries(changes, webhooks))
                .chain(found -> found.isEmpty() ? Uni.createFrom().voidItem() : store.enqueue(found));
    }

    private static List<Delivery> deliveries(List<Change> changes, List<Listening> webhooks) {
        List<Delivery> deliveries = new ArrayList<>();
        for (Change change : changes) {
            for (Listening webhook : webhooks) {
                @Nullable String path = path(change);
                if (path != null && concerns(webhook, change, path)) {
                    deliveries.add(delivery(webhook, change, path));
                }
            }
        }
        return deliveries;
    }

    /** The folder whose content is not what it was; null where the change leaves all as it is. */
    private static @Nullable String path(Change change) {
        return switch (change.kind()) {
            case SECRET_CREATE, SECRET_UPDATE, SECRET_DELETE, IMPORT_MUTATION -> change.secretPath();
            case FOLDER_UPDATE, FOLDER_DELETE ->
                change.folder() == null ? change.secretPath() : change.folder().path();
            case FOLDER_CREATE,
                    ENVIRONMENT_CREATE,
                    ENVIRONMENT_UPDATE,
                    ENVIRONMENT_DELETE,
                    PROJECT_UPDATE,
                    PROJECT_DELETE -> null;
        };
    }

    private static boolean concerns(Listening webhook, Change change, String path) {
        return webhook.environmentId().equals(change.environmentId())
                && change.revision() > webhook.sinceRevision()
                && (webhook.events().isEmpty() || webhook.events().contains(Webhook.SECRETS_MODIFIED))
                && PathPattern.parse("secretPath", webhook.secretPath()).matches(path);
    }

    /** One for all that a revision changed in a folder. */
    private static Delivery delivery(Listening webhook, Change change, String path) {
        String name = "%s %d %s".formatted(webhook.id(), change.revision(), path);
        return new Delivery(
                UUID.nameUUIDFromBytes(name.getBytes(UTF_8)),
                webhook.id(),
                path,
                change.actor().name(),
                change.actor().type());
    }

    /** Tries one delivery and writes down how it went, together with the event when that was its end. */
    Uni<Void> attempt(Claimed claimed) {
        Delivery delivery = claimed.delivery();
        Notice notice = new Notice(
                Webhook.SECRETS_MODIFIED, delivery.secretPath(), delivery.changedBy(), delivery.changedByType());
        return client.tell(claimed.webhook(), notice, delivery.id())
                .chain(problem -> outbox.transaction(tx -> store.settle(tx, delivery, problem)
                        .invoke(over -> {
                            if (over) {
                                tx.record(event(claimed, problem));
                            }
                        })
                        .replaceWithVoid()));
    }

    private AccessEvent event(Claimed claimed, Optional<String> problem) {
        AccessEvent told = AccessEvent.begin(ids.next(), clock.instant(), "webhook-triggered", NOWHERE)
                .by(Actor.PLATFORM, claimed.orgId(), Provenance.NONE)
                .in(
                        claimed.webhook().projectId(),
                        claimed.webhook().environment().slug(),
                        claimed.delivery().secretPath())
                .with("webhookId", claimed.webhook().id())
                .with("deliveryId", claimed.delivery().id())
                .with("type", Webhook.SECRETS_MODIFIED)
                .with("environment", claimed.webhook().environment().slug())
                .with("secretPath", claimed.delivery().secretPath());
        return problem.map(why -> told.with("status", "failed").failed(why))
                .orElseGet(() -> told.with("status", "success"));
    }
}
