package dev.claviger.vault.writing;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.approval.Proposal;
import dev.claviger.vault.approval.Proposals;
import dev.claviger.vault.approval.Proposed;
import dev.claviger.vault.folder.FolderNotFound;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.image.StoredTag;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.PermissionDenied;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.rotated.RotatedStore;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.SecretObject;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import dev.claviger.vault.tag.Tags;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Changes the secrets of a folder. */
@ApplicationScoped
class Writes {
    private static final Secret NOTHING = Secret.of("");

    private final Views views;
    private final Projects projects;
    private final Images images;
    private final Tags tags;
    private final Planner planner;
    private final SecretStore store;
    private final PersonalStore personal;
    private final RotatedStore rotated;
    private final WriteEvents events;
    private final Proposals proposals;
    private final Outbox outbox;

    Writes(
            Views views,
            Projects projects,
            Images images,
            Tags tags,
            Planner planner,
            SecretStore store,
            PersonalStore personal,
            RotatedStore rotated,
            WriteEvents events,
            Proposals proposals,
            Outbox outbox) {
        this.views = views;
        this.projects = projects;
        this.images = images;
        this.tags = tags;
        this.planner = planner;
        this.store = store;
        this.personal = personal;
        this.rotated = rotated;
        this.events = events;
        this.proposals = proposals;
        this.outbox = outbox;
    }

    /**
     * Carries out the change, or makes a request of it where others have to approve. Rights are asked twice when the
     * project changed in between, the second time with the project locked.
     */
    Uni<Written> write(Spot spot, Change change, Attempt attempt) {
        attempt.at(spot.place());
        return views.openToWrite(attempt, spot.project())
                .call(view -> requireRights(view, spot, change))
                .chain(view -> outbox.transaction(tx -> write(tx, view, spot, change, attempt)))
                .<Written>map(Written.Done::new)
                .onFailure(Proposed.class)
                .recoverWithUni(covered -> proposals.submit(covered, attempt).map(Written.Waiting::new));
    }

    /** What is in the folder is looked up only where the rights depend on it. */
    static Uni<Void> requireRights(View view, Spot spot, Change change) {
        return Uni.createFrom()
                .voidItem()
                .invoke(() -> change.requireRights(view, spot.place()))
                .onFailure(PermissionDenied.class)
                .recoverWithUni(
                        () -> view.load(Set.of(spot.place())).invoke(() -> change.requireRights(view, spot.place())));
    }

    private Uni<List<SecretObject>> write(
            RecordedTransaction tx, View seen, Spot spot, Change change, Attempt attempt) {
        return projects.commit(tx, seen.project().id(), attempt.caller(), attempt.event())
                .chain(revision -> views.locked(tx, attempt, seen, revision))
                .chain(view -> images.current(tx, view.project().id(), spot.place(), change.keys())
                        .invoke(view::know)
                        .invoke(() -> change.requireRights(view, spot.place()))
                        .map(Writes::requireFolder)
                        .chain(folder -> carryOutOrPropose(tx, view, folder, change, attempt)
                                .map(plan -> show(view, folder, plan))));
    }

    /** As {@link #carryOut}, unless others have to approve: then nothing is written and it fails with {@link Proposed}. */
    Uni<Plan> carryOutOrPropose(
            RecordedTransaction tx, View view, FolderImage.Folder folder, Change change, Attempt attempt) {
        return plan(tx, view, folder, change, attempt)
                .call(plan -> requireNoApproval(tx, view, folder, change, plan, attempt))
                .call(plan -> apply(tx, view, folder, change, plan, attempt));
    }

    /** Writes and records a change of a folder whose project is locked; rights have been asked. */
    Uni<Plan> carryOut(RecordedTransaction tx, View view, FolderImage.Folder folder, Change change, Attempt attempt) {
        return plan(tx, view, folder, change, attempt).call(plan -> apply(tx, view, folder, change, plan, attempt));
    }

    /** Plans the change and fails with {@link Proposed} where others have to approve. */
    Uni<Void> requireNoApproval(
            RecordedTransaction tx, View view, FolderImage.Folder folder, Change change, Attempt attempt) {
        return plan(tx, view, folder, change, attempt)
                .chain(plan -> requireNoApproval(tx, view, folder, change, plan, attempt));
    }

    /** What was planned could be done, so it may as well be proposed. Personal secrets are nobody else's business. */
    private Uni<Void> requireNoApproval(
            RecordedTransaction tx, View view, FolderImage.Folder folder, Change change, Plan plan, Attempt attempt) {
        if (plan.shared().isNothing()) {
            return Uni.createFrom().voidItem();
        }
        UUID projectId = view.project().id();
        return proposals.requireNone(
                tx,
                attempt.caller(),
                projectId,
                folder.place().environment(),
                folder.place().path(),
                () -> proposal(projectId, folder, change, attempt));
    }

    private static Proposal proposal(UUID projectId, FolderImage.Folder folder, Change change, Attempt attempt) {
        if (change.isPersonal()) {
            throw NotPossible.mixed();
        }
        return new Proposal(
                projectId,
                folder.place(),
                attempt.event().name(),
                ApprovedWrites.pieces(change, folder),
                ChangeText.of(change));
    }

    private Uni<Plan> plan(
            RecordedTransaction tx, View view, FolderImage.Folder folder, Change change, Attempt attempt) {
        Uni<List<StoredTag>> known = change.isAboutTags()
                ? tags.all(tx, view.project().id())
                : Uni.createFrom().item(List.of());
        return known.map(all -> planner.plan(change, view, folder, all, attempt.caller()));
    }

    private Uni<Void> apply(
            RecordedTransaction tx, View view, FolderImage.Folder folder, Change change, Plan plan, Attempt attempt) {
        SecretStore.Context context = new SecretStore.Context(
                view.project().id(), folder.id(), attempt.caller().provenance());
        return personal.apply(tx, folder.id(), plan.personal())
                .chain(() -> isAboutRotated(plan.shared())
                        ? rotated.writing(tx, () -> store.apply(tx, context, plan.shared()))
                        : store.apply(tx, context, plan.shared()))
                .chain(() -> change.isAboutTags()
                        ? store.mark(tx, plan.shared())
                        : Uni.createFrom().voidItem())
                .invoke(() -> events.of(plan, folder, attempt.event()).forEach(tx::record));
    }

    /** The planner has seen to it that it takes nothing from a rotation. */
    private static boolean isAboutRotated(Plan plan) {
        return plan.updated().stream().anyMatch(StoredSecret::isRotated);
    }

    static FolderImage.Folder requireFolder(FolderImage image) {
        if (image instanceof FolderImage.Folder folder) {
            return folder;
        }
        throw FolderNotFound.of(
                image.place().environment(), SecretPath.canonical(image.place().path()));
    }

    /** Who may write but not read does not learn the value, not even a value that was there before. */
    private static List<SecretObject> show(View view, FolderImage.Folder folder, Plan plan) {
        return plan.answer().stream()
                .map(secret -> new Entry(folder, secret, !mayRead(view, folder.place(), secret)))
                .map(entry -> view.show(entry, entry.hidden() ? NOTHING : view.value(entry)))
                .toList();
    }

    /** Under the name and with the tags that it has now; whoever changed those was allowed to read it before. */
    private static boolean mayRead(View view, Place place, StoredSecret secret) {
        return secret.owner() == null
                ? view.may(Action.READ_VALUE, place, secret.key(), secret.tags())
                : view.may(Action.READ_VALUE, place, secret.key());
    }
}
