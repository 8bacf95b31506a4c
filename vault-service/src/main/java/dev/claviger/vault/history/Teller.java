package dev.claviger.vault.history;

import dev.claviger.vault.folder.FolderNotFound;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.keyring.Sealed;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.AnswerTooLarge;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.View;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Looks up what the telling of history takes, within the limits of answers. */
@ApplicationScoped
class Teller {
    private final LevelStore levels;
    private final PastStore pasts;
    private final SecretConfig limits;

    Teller(LevelStore levels, PastStore pasts, SecretConfig limits) {
        this.levels = levels;
        this.pasts = pasts;
        this.limits = limits;
    }

    /** What a folder held at some moment, as far as the caller may know it. Fails with {@link FolderNotFound} among others. */
    Uni<Told> state(View view, Moment moment, UUID folderId, boolean withValues) {
        return levels.spot(moment, folderId)
                .map(there -> there.orElseThrow(() -> FolderNotFound.of(folderId.toString())))
                .chain(spot -> levels.levels(moment, List.of(folderId), false)
                        .map(found -> Differences.of(Map.of(), found, folderId, spot.path()))
                        .chain(found -> tell(view, spot.environment(), found, withValues)));
    }

    /** Fails with {@link AnswerTooLarge}. */
    Uni<Told> tell(View view, String environment, List<FolderDifference> found, boolean withValues) {
        List<Level.Version> wanted = Telling.versions(found);
        if (wanted.size() > limits.maxAnswerSecrets()) {
            return Uni.createFrom().failure(new AnswerTooLarge(limits.maxAnswerSecrets() + " secrets"));
        }
        Place root = new Place(environment, "/");
        return view.load(Set.of(root))
                .chain(() -> pasts.those(view.project().id(), wanted))
                .invoke(this::checkSize)
                .map(kept -> new Telling(view, environment, keyset(view, root), kept, withValues).tell(found));
    }

    private void checkSize(Map<Level.Version, Past> kept) {
        long bytes = kept.values().stream()
                .mapToLong(past -> past.secret().value().length())
                .sum();
        if (bytes > limits.maxAnswerBytes()) {
            throw new AnswerTooLarge(limits.maxAnswerBytes() + " bytes");
        }
    }

    private static Sealed keyset(View view, Place root) {
        if (view.at(root) instanceof FolderImage.Folder folder) {
            return folder.keyset();
        }
        throw FolderNotFound.of(root.environment(), SecretPath.ROOT);
    }
}
