package dev.claviger.vault.writing;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.approval.Piece;
import dev.claviger.vault.approval.ProposedWrites;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.View;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Carries out writes that were approved, as they were proposed or not at all. */
@ApplicationScoped
class ApprovedWrites implements ProposedWrites {
    private final Images images;
    private final Writes writes;

    ApprovedWrites(Images images, Writes writes) {
        this.images = images;
        this.writes = writes;
    }

    @Override
    public List<Content> read(Secret content) {
        return wishes(ChangeText.parse(content))
                .map(wish -> new Content(wish.name().text(), wish.value(), wish.comment()))
                .toList();
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
