package dev.claviger.audit.rootkey;

import dev.claviger.audit.rootkey.RootKeyStore.Wrapped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a rewrap of this replica is.
 *
 * @param rootKey under which everything comes
 * @param state running, done, or incomplete when something does not open or could not be stored
 * @param total how much there was under other root keys when it began
 * @param damaged what does not open, the first thousand of {@code unopenable}
 * @param problem why it broke off; null when it did not
 */
public record Progress(
        String rootKey,
        String state,
        long total,
        long done,
        long unopenable,
        List<Damage> damaged,
        @Nullable String problem,
        Instant startedAt,
        @Nullable Instant endedAt) {
    private static final int MOST_DAMAGES = 1_000;
    private static final String RUNNING = "running";

    public Progress {
        damaged = List.copyOf(damaged);
    }

    /** Something that does not open. */
    public record Damage(String kind, String id) {
        static Damage of(Wrapped wrapped) {
            return new Damage(wrapped.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'), wrapped.id());
        }
    }

    static Progress begun(String rootKey, Instant now) {
        return new Progress(rootKey, RUNNING, 0, 0, 0, List.of(), null, now, null);
    }

    boolean isRunning() {
        return state.equals(RUNNING);
    }

    Progress of(long found) {
        return new Progress(rootKey, state, found, done, unopenable, damaged, problem, startedAt, null);
    }

    Progress oneMore() {
        return new Progress(rootKey, state, total, done + 1, unopenable, damaged, problem, startedAt, null);
    }

    Progress damaged(Damage damage) {
        List<Damage> all = Stream.concat(damaged.stream(), Stream.of(damage))
                .limit(MOST_DAMAGES)
                .toList();
        return new Progress(rootKey, state, total, done, unopenable + 1, all, problem, startedAt, null);
    }

    Progress ended(@Nullable String why, Instant now) {
        String end = why == null && unopenable == 0 ? "done" : "incomplete";
        return new Progress(rootKey, end, total, done, unopenable, damaged, why, startedAt, now);
    }
}
