package dev.claviger.audit.retention;

import dev.claviger.audit.retention.PurgeStore.Place;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Looks through what may go of a month, window by window, so that memory depends on how it lies and not on how much it is. Neighbours of
 * one log are joined over the borders of windows.
 */
final class MonthWalk {
    private final Function<Place, Uni<List<Gone>>> windows;
    private final List<Gone> whole = new ArrayList<>();
    private Place after = Place.BEFORE_ALL;

    /** @param windows what comes after a place, in order; nothing at the end */
    MonthWalk(Function<Place, Uni<List<Gone>>> windows) {
        this.windows = windows;
    }

    /** Goes on to the end and has each window taken away that would make more than {@code most} pieces. */
    Uni<List<Gone>> run(int most, Function<Place, Uni<Void>> takeAway) {
        return Multi.createBy()
                .repeating()
                .uni(() -> windows.apply(after).call(next -> step(next, most, takeAway)))
                .whilst(next -> !next.isEmpty())
                .collect()
                .last()
                .replaceWith(whole);
    }

    private Uni<Void> step(List<Gone> next, int most, Function<Place, Uni<Void>> takeAway) {
        if (next.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Place before = after;
        after = Place.lastOf(next);
        if (whole.size() + next.size() > most) {
            return takeAway.apply(before);
        }
        next.forEach(this::join);
        return Uni.createFrom().voidItem();
    }

    private void join(Gone next) {
        if (!whole.isEmpty() && whole.getLast().isFollowedBy(next)) {
            whole.set(whole.size() - 1, whole.getLast().upTo(next));
        } else {
            whole.add(next);
        }
    }
}
