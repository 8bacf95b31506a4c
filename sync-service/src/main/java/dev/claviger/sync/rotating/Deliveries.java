package dev.claviger.sync.rotating;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.sync.rotating.TurnStore.Late;
import dev.claviger.sync.rotationtarget.WebhookClient;
import dev.claviger.sync.rotationtarget.WebhookRules;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sees to it that consumers get a credential that was published. What they have not, they are given time for. */
@ApplicationScoped
class Deliveries {
    private static final String EVENT = "secret-rotation.published";

    private final TurnStore turns;
    private final CredentialStore credentials;
    private final WebhookClient webhook;
    private final StepWatch watch;
    private final Outbox outbox;

    Deliveries(TurnStore turns, CredentialStore credentials, WebhookClient webhook, StepWatch watch, Outbox outbox) {
        this.turns = turns;
        this.credentials = credentials;
        this.webhook = webhook;
        this.watch = watch;
        this.outbox = outbox;
    }

    /** Looks once; the rotation is over when all have it, or were waited for long enough. Fails with {@link TurnLost}. */
    Uni<Void> check(Turn turn) {
        return watch.before(turn.id(), Step.VERIFY).chain(() -> look(turn)).chain(seen -> settle(turn, seen));
    }

    /** Fails with {@link NotDelivered} when some have not got the credential that was published last. */
    Uni<Void> require(Turn turn) {
        return look(turn).invoke(seen -> NotDelivered.require(seen.late())).replaceWithVoid();
    }

    /**
     * Who has not got it by now.
     *
     * @param problem why the webhook has not confirmed; null when it has, or there is none
     */
    private record Seen(Late late, @Nullable String problem) {}

    private Uni<Seen> look(Turn turn) {
        return turns.late(turn.id())
                .chain(late -> late.awaitsWebhook()
                        ? tell(turn, late)
                        : Uni.createFrom().item(new Seen(late, null)));
    }

    private Uni<Seen> tell(Turn turn, Late before) {
        WebhookRules rules = Objects.requireNonNull(turn.rotation().parameters().webhook());
        return proof(turn)
                .chain(proof -> webhook.tell(rules, turn.id(), notice(turn), proof))
                .chain(problem -> problem.isPresent()
                        ? Uni.createFrom().item(new Seen(before, "The webhook has not confirmed: " + problem.get()))
                        : turns.told(turn).chain(() -> turns.late(turn.id())).map(late -> new Seen(late, null)));
    }

    /** What only those have who have the credential. */
    private Uni<Secret> proof(Turn turn) {
        String field = turn.rotation().kind().fields().getLast();
        return credentials
                .of(turn.id())
                .map(all -> RotationSteps.find(all, Credential.State.ACTIVE).orElseThrow(TurnLost::new))
                .map(active -> active.content().part(field));
    }

    private static JsonObject notice(Turn turn) {
        SecretRotation rotation = turn.rotation();
        return new JsonObject()
                .put("event", EVENT)
                .put("rotationId", rotation.id().toString())
                .put("name", rotation.name())
                .put("type", rotation.kind().slug())
                .put("jobId", turn.jobId().toString())
                .put("projectId", rotation.projectId().toString())
                .put("environment", rotation.source().environmentSlug())
                .put("secretPath", rotation.source().path())
                .put("secrets", new JsonArray(List.copyOf(rotation.mapping().values())));
    }

    /** Where we end what was before, nobody may depend on it any more, however long that takes. */
    private Uni<Void> settle(Turn turn, Seen seen) {
        if (seen.late().names().isEmpty()) {
            return over(turn);
        }
        @Nullable String message = seen.late().isOver() ? message(seen) : seen.problem();
        boolean givesUp = seen.late().isOver() && !turn.rotation().kind().isMadeByTarget();
        return givesUp ? turns.verified(turn, message) : turns.lookAgain(turn, message);
    }

    private static String message(Seen seen) {
        String text = "Rotated, but these have not delivered the new value yet: %s."
                .formatted(String.join(", ", seen.late().names()));
        return seen.problem() == null ? text : text + " " + seen.problem();
    }

    private Uni<Void> over(Turn turn) {
        return turn.rotation().kind().isMadeByTarget()
                ? outbox.transaction(tx -> turns.verified(tx, turn)
                        .chain(() -> credentials.retire(
                                tx, turn.id(), turn.rotation().parameters().overlap())))
                : turns.verified(turn, null);
    }
}
