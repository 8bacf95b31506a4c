package dev.claviger.vault.history;

import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.image.StoredTag;
import dev.claviger.vault.image.Whereabouts;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.View;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version of a secret, whatever became of the secret.
 *
 * @param secret with the tags it had then, as far as the project still has them
 * @param live where the secret stands now; null when it is deleted
 * @param liveTags the tags it has now
 */
record Past(
        UUID versionId,
        StoredSecret secret,
        boolean redacted,
        @Nullable Whereabouts live,
        List<StoredTag> liveTags) {
    Past {
        liveTags = List.copyOf(liveTags);
    }

    /**
     * Whether the caller may do this to the secret where and as it was then, and, when it still exists, also where and as it is now:
     * history is no way around a right that was taken away (security.md T4).
     */
    boolean allows(String action, View view, Place then) {
        return view.may(action, then, secret.key(), secret.tags())
                && (live == null || view.may(action, live.place(), live.key(), liveTags));
    }
}
