package dev.claviger.auth.rootkey;

import dev.claviger.auth.rootkey.Progress.Cursor;
import dev.claviger.auth.rootkey.Progress.Damage;
import dev.claviger.auth.rootkey.Progress.State;
import dev.claviger.auth.rootkey.RootKeyStore.SealedRow;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.crypto.UnopenableException;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One step of a rewrap. A row is replaced only while it still holds the bytes that were opened; one that changed meanwhile comes up again
 * if it has to. What the bytes say stays the same, so nobody who reads them notices.
 */
@ApplicationScoped
class Resealing {
    private static final int AT_ONCE = 20;

    private final RootKeyStore store;
    private final RootRing ring;

    Resealing(RootKeyStore store, RootRing ring) {
        this.store = store;
        this.ring = ring;
    }

    /** Fails with {@link KeyNotHere}. */
    Uni<Progress> next(RecordedTransaction tx, Rewrap rewrap) {
        String target = rewrap.rootKey();
        return ring.ids().contains(target)
                ? store.others(tx, target, rewrap.progress().after(), AT_ONCE)
                        .chain(found -> found.isEmpty() ? end(tx, rewrap) : reseal(tx, rewrap, found))
                : Uni.createFrom().failure(new KeyNotHere(target));
    }

    /** What is left over has changed meanwhile and comes up again, or does not open. */
    private Uni<Progress> end(RecordedTransaction tx, Rewrap rewrap) {
        Progress progress = rewrap.progress();
        return store.countOthers(tx, rewrap.rootKey()).map(left -> {
            if (left == 0) {
                return progress.ended(State.DONE);
            }
            return left == progress.unopenable() ? progress.ended(State.INCOMPLETE) : progress.again();
        });
    }

    private Uni<Progress> reseal(RecordedTransaction tx, Rewrap rewrap, List<SealedRow> found) {
        List<Damage> damages = new ArrayList<>();
        Uni<Void> done = Uni.createFrom().voidItem();
        for (SealedRow row : found) {
            done = done.chain(() -> reseal(tx, rewrap.rootKey(), row))
                    .onFailure(UnopenableException.class)
                    .recoverWithItem(damaged -> note(damages, row));
        }
        SealedRow last = found.getLast();
        Cursor passed = new Cursor(last.place().word(), last.id());
        return done.map(all -> rewrap.progress().passed(passed, found.size() - damages.size(), damages));
    }

    private Uni<Void> reseal(RecordedTransaction tx, String target, SealedRow row) {
        return ring.unwrap(row.bytes().getBytes(), row.context())
                .chain(plain -> ring.wrap(target, plain, row.context())
                        .onTermination()
                        .invoke(() -> Arrays.fill(plain, (byte) 0)))
                .chain(anew -> store.replace(tx, row, anew));
    }

    @SuppressWarnings("NullAway") // the item of a Uni<Void>
    private static Void note(List<Damage> damages, SealedRow row) {
        damages.add(new Damage(row.place().word(), row.id()));
        return null;
    }
}
