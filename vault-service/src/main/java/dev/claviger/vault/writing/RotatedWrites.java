package dev.claviger.vault.writing;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.rotated.RotatedStore;
import dev.claviger.vault.rotated.RotatedStore.Marked;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.SecretName;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes the secrets of a rotation, all in one commit of their folder. It takes the right to rotate there besides those to create, edit and
 * delete these secrets, and a machine identity. Approval policies do not hold it up: somebody has approved the rotation, not each value.
 */
@ApplicationScoped
class RotatedWrites {
    private final Views views;
    private final Projects projects;
    private final Images images;
    private final Writes writes;
    private final RotatedStore rotated;
    private final Outbox outbox;

    RotatedWrites(Views views, Projects projects, Images images, Writes writes, RotatedStore rotated, Outbox outbox) {
        this.views = views;
        this.projects = projects;
        this.images = images;
        this.writes = writes;
        this.rotated = rotated;
        this.outbox = outbox;
    }

    /** The same once more changes nothing but the versions. Fails with {@link NotPossible} where another secret has the name. */
    Uni<RotatedBodies.Answer> publish(RotatedOrder order, Attempt attempt) {
        attempt.at(order.place());
        return open(attempt, order.projectId())
                .chain(view -> outbox.transaction(tx -> locked(tx, view, attempt)
                        .chain(locked -> publish(tx, locked, order, attempt))
                        .chain(() -> rotated.find(tx, order.projectId(), order.rotationId()))))
                .map(found -> RotatedBodies.Answer.of(order.rotationId(), found));
    }

    /** Fails as {@link #publish} does, and changes nothing. */
    Uni<RotatedBodies.Answer> rehearse(RotatedOrder order, Attempt attempt) {
        attempt.at(order.place());
        return open(attempt, order.projectId())
                .chain(view -> outbox.transaction(tx -> locked(tx, view, attempt)
                        .chain(locked -> publish(tx, locked, order, attempt))
                        .<RotatedBodies.Answer>map(written -> {
                            throw new Undone();
                        })))
                .onFailure(Undone.class)
                .recoverWithItem(() -> RotatedBodies.Answer.of(order.rotationId(), List.of()));
    }

    /** Ends the transaction of a rehearsal. */
    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1;

        Undone() {
            super("rehearsal", null, false, false);
        }
    }

    private Uni<Void> publish(RecordedTransaction tx, View view, RotatedOrder order, Attempt attempt) {
        return rotated.find(tx, order.projectId(), order.rotationId())
                .map(found -> found.isEmpty() ? order.place() : place(found))
                .invoke(place -> requireRotate(view, place, attempt))
                .chain(place -> images.current(tx, order.projectId(), place, order.keys()))
                .invoke(view::know)
                .map(Writes::requireFolder)
                .chain(folder -> carryOut(tx, view, folder, order.change(folder, view), attempt))
                .chain(plan -> rotated.mark(tx, ids(plan), order.rotationId()));
    }

    private Uni<Plan> carryOut(
            RecordedTransaction tx, View view, FolderImage.Folder folder, Change change, Attempt attempt) {
        change.requireRights(view, folder.place());
        return writes.carryOut(tx, view, folder, change, attempt);
    }

    private static List<UUID> ids(Plan plan) {
        return plan.created().stream().map(StoredSecret::id).toList();
    }

    /** The secrets become like all others, or go. Nothing is there any more the second time. */
    Uni<RotatedBodies.Answer> release(UUID rotationId, UUID projectId, boolean deleting, Attempt attempt) {
        return open(attempt, projectId)
                .chain(view -> outbox.transaction(tx -> locked(tx, view, attempt)
                        .chain(locked -> rotated.find(tx, projectId, rotationId)
                                .call(found -> found.isEmpty()
                                        ? nothing(tx, attempt)
                                        : release(tx, locked, rotationId, found, deleting, attempt)))))
                .map(found -> RotatedBodies.Answer.of(rotationId, found));
    }

    private static Uni<Void> nothing(RecordedTransaction tx, Attempt attempt) {
        return Uni.createFrom()
                .voidItem()
                .invoke(() -> tx.record(attempt.event().with("secrets", List.of())));
    }

    private Uni<Void> release(
            RecordedTransaction tx, View view, UUID rotationId, List<Marked> found, boolean deleting, Attempt attempt) {
        UUID projectId = view.project().id();
        List<String> keys = found.stream().map(Marked::key).toList();
        requireRotate(view, place(found), attempt);
        return rotated.release(tx, projectId, rotationId)
                .chain(() -> images.current(tx, projectId, place(found), keys))
                .invoke(view::know)
                .map(Writes::requireFolder)
                .chain(folder -> deleting
                        ? carryOut(tx, view, folder, deletion(keys), attempt).replaceWithVoid()
                        : Uni.createFrom()
                                .voidItem()
                                .invoke(() -> tx.record(attempt.event().with("secrets", facts(found)))));
    }

    private static List<Map<String, Object>> facts(List<Marked> found) {
        return found.stream()
                .map(each -> Map.<String, Object>of(
                        "secretId", each.id(), "secretKey", each.key(), "secretVersion", each.version()))
                .toList();
    }

    private static Change deletion(List<String> keys) {
        return new Change.Deletion(
                keys.stream().map(key -> Handle.shared(new SecretName(key))).toList());
    }

    private Uni<View> open(Attempt attempt, UUID projectId) {
        if (attempt.caller().kind() != Caller.Kind.IDENTITY) {
            return Uni.createFrom().failure(new MachinesOnly());
        }
        return views.openToWrite(attempt, new ProjectRef.ById(projectId)).invoke(RotatedWrites::requireRotateAnywhere);
    }

    /** Before the project is locked; where the secrets are turns out then. */
    private static void requireRotateAnywhere(View view) {
        view.require(Action.ROTATE_SECRETS, Subject.SECRET_ROTATION, Resource.NONE);
    }

    private Uni<View> locked(RecordedTransaction tx, View seen, Attempt attempt) {
        return projects.commit(tx, seen.project().id(), attempt.caller(), attempt.event())
                .chain(revision -> views.locked(tx, attempt, seen, revision));
    }

    private static void requireRotate(View view, Place place, Attempt attempt) {
        attempt.at(place);
        view.require(
                Action.ROTATE_SECRETS, Subject.SECRET_ROTATION, Resource.folder(place.environment(), place.path()));
    }

    private static Place place(List<Marked> found) {
        Marked any = found.getFirst();
        return new Place(any.environmentSlug(), any.path());
    }
}
