package dev.claviger.auth.rootkey;

import dev.claviger.auth.rootkey.Progress.Damage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rewrap as its askers see it.
 *
 * @param damaged what does not open, the first thousand of {@code unopenable}
 */
record RewrapView(
        UUID id,
        String rootKey,
        String state,
        long total,
        long done,
        long unopenable,
        List<Damage> damaged,
        @Nullable String problem,
        String startedBy,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant endedAt) {

    static RewrapView of(Rewrap rewrap) {
        Progress progress = rewrap.progress();
        return new RewrapView(
                rewrap.id(),
                rewrap.rootKey(),
                progress.state().word(),
                progress.total(),
                progress.done(),
                progress.unopenable(),
                progress.damages(),
                rewrap.problem(),
                rewrap.starter().name(),
                rewrap.createdAt(),
                rewrap.updatedAt(),
                rewrap.endedAt());
    }
}
