package dev.claviger.sync.rotation;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.sync.right.Attempts;
import dev.claviger.sync.rotating.RotationEvents;
import dev.claviger.sync.rotating.RotationNotFound;
import dev.claviger.sync.rotating.RotationRuns;
import dev.claviger.sync.rotating.RotationStore;
import dev.claviger.sync.rotating.SecretRotation;
import dev.claviger.sync.rotationtarget.RotationKind;
import dev.claviger.sync.rotationtarget.WebhookClient;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Showing rotations. */
@ApplicationScoped
class RotationLookups {
    private static final String LISTED = "get-secret-rotations";
    private static final String SHOWN = "get-secret-rotation";
    private static final String REVEALED = "get-secret-rotation-generated-credentials";

    private final CurrentRequest current;
    private final RotationStore store;
    private final RotationRuns runs;
    private final RotationDoor door;
    private final WebhookClient webhooks;
    private final Attempts attempts;

    RotationLookups(
            CurrentRequest current,
            RotationStore store,
            RotationRuns runs,
            RotationDoor door,
            WebhookClient webhooks,
            Attempts attempts) {
        this.current = current;
        this.store = store;
        this.runs = runs;
        this.door = door;
        this.webhooks = webhooks;
        this.attempts = attempts;
    }

    /** As far as the caller may read them; of all kinds, or of one. */
    Uni<RotationView.All> list(@Nullable RotationKind kind, @Nullable String project) {
        UUID projectId = RotationDoor.id("projectId", project);
        AccessEvent event = current.event(LISTED).in(projectId, null, null);
        return attempts.recorded(
                event,
                () -> store.list(current.caller().orgId(), projectId)
                        .chain(found -> readable(kind, found))
                        .map(found -> new RotationView.All(
                                found.stream().map(RotationView::of).toList())));
    }

    private Uni<List<SecretRotation>> readable(@Nullable RotationKind kind, List<SecretRotation> found) {
        return Multi.createFrom()
                .iterable(found)
                .filter(each -> kind == null || each.kind() == kind)
                .select()
                .when(door::mayRead)
                .collect()
                .asList();
    }

    Uni<RotationView.One> show(RotationKind kind, String id) {
        UUID rotationId = RotationDoor.id("rotationId", id);
        AccessEvent event = current.event(SHOWN).with("rotationId", rotationId);
        return attempts.recorded(
                event, () -> door.find(kind, rotationId, RotationDoor.READ).map(RotationView::one));
    }

    Uni<RotationView.One> showByName(RotationKind kind, String name, Where where) {
        UUID projectId = RotationDoor.id("projectId", where.projectId());
        AccessEvent event = current.event(SHOWN).in(projectId, null, null).with("name", name);
        return attempts.recorded(
                event,
                () -> store.findByName(current.caller().orgId(), projectId, name)
                        .map(found -> found.filter(each -> each.kind() == kind && where.fits(each))
                                .orElseThrow(RotationNotFound::new))
                        .call(found -> door.require(found, RotationDoor.READ))
                        .map(RotationView::one));
    }

    /** Where a rotation is looked for; what is absent fits all. */
    record Where(
            @Nullable String projectId,
            @Nullable String environment,
            @Nullable String secretPath) {
        private boolean fits(SecretRotation rotation) {
            return isOr(environment, rotation.source().environmentSlug())
                    && isOr(secretPath, rotation.source().path());
        }

        private static boolean isOr(@Nullable String asked, String there) {
            return asked == null || asked.isBlank() || asked.equals(there);
        }
    }

    /** The values leave only after that was recorded. */
    Uni<RotationView.Credentials> credentials(RotationKind kind, String id) {
        UUID rotationId = RotationDoor.id("rotationId", id);
        AccessEvent event = current.event(REVEALED).with("rotationId", rotationId);
        return attempts.tried(
                event,
                () -> door.find(kind, rotationId, RotationDoor.READ_CREDENTIALS)
                        .chain(found -> runs.reveal(found, RotationEvents.about(event, found)))
                        .chain(shown -> signingKey(shown.rotation())
                                .map(key -> RotationView.Credentials.of(
                                        shown.rotation(), shown.credentials(), key.orElse(null)))));
    }

    private Uni<Optional<Secret>> signingKey(SecretRotation rotation) {
        return rotation.parameters().webhook() == null
                ? Uni.createFrom().item(Optional.empty())
                : webhooks.signingKey(rotation.id()).map(Optional::of);
    }
}
