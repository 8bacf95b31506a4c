package dev.claviger.vault.writing;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.approval.Piece;
import dev.claviger.vault.approval.ProposedWrites;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.image.StoredTag;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.SecretName;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.tag.Tags;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Carries out writes that were approved, as they were proposed or not at all. */
@ApplicationScoped
class ApprovedWrites implements ProposedWrites {
    private final Images images;
    private final Writes writes;
    private final Tags tags;

    ApprovedWrites(Images images, Writes writes, Tags tags) {
        this.images = images;
        this.writes = writes;
        this.tags = tags;
    }

    @Override
    public Uni<List<Content>> read(View view, Place place, Secret content, List<Piece> pieces) {
        Change change = ChangeText.parse(content);
        Uni<List<StoredTag>> known = change.isAboutTags()
                ? tags.all(view.project().id())
                : Uni.createFrom().item(List.of());
        return known.map(all -> wishes(change)
                .map(wish -> new Content(
                        wish.name().text(),
                        wish.value(),
                        wish.comment(),
                        !mayRead(view, place, wish, marks(view.at(place), wish, pieces, all))))
                .toList());
    }

    /** Under the old name and the new one, and with all the tags that matter. */
    private static boolean mayRead(View view, Place place, Wish wish, List<Optional<List<StoredTag>>> marks) {
        return Stream.of(wish.name(), wish.finalName())
                .map(SecretName::text)
                .allMatch(key -> marks.stream().allMatch(these -> mayRead(view, place, key, these)));
    }

    private static boolean mayRead(View view, Place place, String key, Optional<List<StoredTag>> marks) {
        return marks.map(these -> view.may(Action.READ_VALUE, place, key, these))
                .orElseGet(() -> view.mayWithAnyTags(Action.READ_VALUE, place, key));
    }

    /**
     * The tags that the secret has, if it is there already, and those that it is to have. Empty stands for tags that nobody can tell any
     * more: those of a secret that is gone, and those that the project does not have now.
     */
    private static List<Optional<List<StoredTag>>> marks(
            FolderImage image, Wish wish, List<Piece> pieces, List<StoredTag> known) {
        @Nullable
        UUID secretId = pieces.stream()
                .filter(piece -> piece.key().equals(wish.name().text()))
                .findFirst()
                .map(Piece::secretId)
                .orElse(null);
        if (secretId == null) {
            return List.of(foreseen(wish, List.of(), known));
        }
        Optional<List<StoredTag>> present = present(image, secretId);
        return List.of(present, present.flatMap(these -> foreseen(wish, these, known)));
    }

    private static Optional<List<StoredTag>> present(FolderImage image, UUID secretId) {
        return image instanceof FolderImage.Folder folder
                ? folder.secrets().values().stream()
                        .filter(secret -> secret.id().equals(secretId))
                        .findFirst()
                        .map(StoredSecret::tags)
                : Optional.empty();
    }

    private static Optional<List<StoredTag>> foreseen(Wish wish, List<StoredTag> present, List<StoredTag> known) {
        @Nullable TagWish tags = wish.tags();
        return tags == null ? Optional.of(present) : tags.foresee(present, known);
    }

    private static Stream<Wish> wishes(Change change) {
        return switch (change) {
            case Change.Creation(List<Wish> wishes) -> wishes.stream();
            case Change.Update(List<Wish> wishes, Mode mode) -> wishes.stream();
            case Change.Deletion nothing -> Stream.empty();
            case Change.Several(List<Change> parts) -> parts.stream().flatMap(ApprovedWrites::wishes);
        };
    }

    @Override
    public Uni<Void> carryOut(
            RecordedTransaction tx, View view, Place place, Secret content, List<Piece> pieces, Attempt attempt) {
        Change change = ChangeText.parse(content);
        return images.current(tx, view.project().id(), place, change.keys())
                .invoke(view::know)
                .invoke(() -> change.requireRights(view, place))
                .map(Writes::requireFolder)
                .invoke(folder -> pieces.forEach(piece -> requireUnchanged(folder, piece)))
                .chain(folder -> writes.carryOut(tx, view, folder, change, attempt))
                .replaceWithVoid();
    }

    private static void requireUnchanged(FolderImage.Folder folder, Piece piece) {
        @Nullable StoredSecret present = folder.secrets().get(piece.key());
        boolean unchanged = present == null
                ? piece.secretId() == null
                : present.id().equals(piece.secretId()) && present.version() == piece.version();
        if (!unchanged) {
            throw NotPossible.changedSince(piece.key());
        }
    }

    /** The parts of a change, with the versions that the secrets have now. */
    static List<Piece> pieces(Change change, FolderImage.Folder folder) {
        return switch (change) {
            case Change.Creation(List<Wish> wishes) ->
                wishes.stream()
                        .map(wish -> piece(wish.handle(), null, folder, "create"))
                        .toList();
            case Change.Update(List<Wish> wishes, Mode mode) ->
                wishes.stream()
                        .map(wish -> piece(
                                wish.handle(),
                                wish.newName() == null ? null : wish.newName().text(),
                                folder,
                                "update"))
                        .toList();
            case Change.Deletion(List<Handle> handles) ->
                handles.stream()
                        .map(handle -> piece(handle, null, folder, "delete"))
                        .toList();
            case Change.Several(List<Change> parts) ->
                parts.stream().flatMap(part -> pieces(part, folder).stream()).toList();
        };
    }

    private static Piece piece(Handle handle, @Nullable String newKey, FolderImage.Folder folder, String op) {
        String key = handle.name().text();
        @Nullable StoredSecret present = folder.secrets().get(key);
        return present == null
                ? new Piece(op.equals("update") ? "create" : op, key, newKey, null, 0)
                : new Piece(op, key, newKey, present.id(), present.version());
    }
}
