package dev.claviger.vault.honeytoken;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.PermissionDenied;
import dev.claviger.vault.secret.SecretNotFound;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Marks secrets as decoys. Administrators of the organisation do, who need no right in the project; whoever works there, its administrators
 * included, does not learn which secrets are marked.
 */
@ApplicationScoped
class Honeytokens {
    private static final String SUBJECT = "honeytokens";

    private final HoneytokenStore store;
    private final HoneytokenTimer timer;
    private final Images images;
    private final Gate gate;
    private final Outbox outbox;
    private final Clock clock;

    Honeytokens(HoneytokenStore store, HoneytokenTimer timer, Images images, Gate gate, Outbox outbox, Clock clock) {
        this.store = store;
        this.timer = timer;
        this.images = images;
        this.gate = gate;
        this.outbox = outbox;
        this.clock = clock;
    }

    Uni<List<Honeytoken>> list(Caller caller, AccessEvent event) {
        return requireAdministrator(caller, "read", event)
                .chain(() -> store.of(caller.orgId()))
                .call(found -> outbox.record(event.with("numberOfHoneytokens", found.size())));
    }

    /** Fails with {@link SecretNotFound}. */
    Uni<Honeytoken> mark(Caller caller, UUID secretId, String note, AccessEvent event) {
        return requireAdministrator(caller, "create", event)
                .chain(() -> gate.settle(event, requireSecret(caller, secretId)))
                .chain(() -> outbox.transaction(tx -> store.mark(
                                tx, secretId, note, caller, clock.instant().truncatedTo(ChronoUnit.MICROS))
                        .chain(() -> found(tx, caller, secretId))
                        .invoke(marked -> tx.record(about(event, marked)))))
                .call(timer::reload);
    }

    /** Fails with {@link SecretNotFound} for what is no decoy. */
    Uni<Honeytoken> unmark(Caller caller, UUID secretId, AccessEvent event) {
        return requireAdministrator(caller, "delete", event)
                .chain(() -> gate.settle(
                        event,
                        outbox.transaction(tx -> found(tx, caller, secretId)
                                .call(() -> store.unmark(tx, secretId))
                                .invoke(marked -> tx.record(about(event, marked))))))
                .call(timer::reload);
    }

    private Uni<Void> requireSecret(Caller caller, UUID secretId) {
        return images.locate(caller.orgId(), secretId)
                .invoke(found -> {
                    if (found.isEmpty()) {
                        throw SecretNotFound.of(secretId);
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Honeytoken> found(RecordedTransaction tx, Caller caller, UUID secretId) {
        return store.find(tx, caller.orgId(), secretId)
                .map(found -> found.orElseThrow(() -> SecretNotFound.of(secretId)));
    }

    private Uni<Void> requireAdministrator(Caller caller, String action, AccessEvent event) {
        return caller.orgRole() == OrgRole.ADMIN
                ? Uni.createFrom().voidItem()
                : gate.refuse(PermissionDenied.outright(action, SUBJECT), event);
    }

    private static AccessEvent about(AccessEvent event, Honeytoken marked) {
        return event.with("secretId", marked.secretId()).with("markedProjectId", marked.projectId());
    }
}
