package dev.claviger.vault.history;

import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists what a folder held. */
final class HeldThings {
    private HeldThings() {}

    static Stream<Histories.Held> of(Told.Folder folder) {
        return Stream.concat(
                folder.secrets().stream().flatMap(HeldThings::secret),
                folder.folders().stream().map(change -> folder(change.latest())));
    }

    /** Of a version that is no longer kept there is no id to name. */
    private static Stream<Histories.Held> secret(Told.Secret told) {
        Level.SecretAt secret = told.difference().latest();
        @Nullable UUID versionId = told.versionId();
        return versionId == null
                ? Stream.empty()
                : Stream.of(new Histories.Held(
                        "secret", secret.id(), versionId, secret.key(), secret.version(), null, null));
    }

    private static Histories.Held folder(Level.FolderAt folder) {
        return new Histories.Held(
                "folder",
                folder.id(),
                CommitObject.FolderVersionObject.id(folder),
                null,
                null,
                folder.name(),
                folder.version());
    }
}
