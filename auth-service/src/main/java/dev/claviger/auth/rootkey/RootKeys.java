package dev.claviger.auth.rootkey;

import static dev.claviger.kernel.orgright.Action.EDIT;
import static dev.claviger.kernel.orgright.Action.READ;
import static dev.claviger.kernel.orgright.Subject.KMS;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.access.Rights;
import dev.claviger.auth.access.Standing;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Root keys as administrators of the instance see them: signing keys and second factors belong to no organisation. */
@ApplicationScoped
class RootKeys {
    private static final Rights INSTANCE = new Rights(OrgRole.ADMIN, true);

    private final RootKeyStore store;
    private final RewrapStore rewraps;
    private final RootRing ring;
    private final Acts acts;
    private final Standing standing;
    private final CurrentRequest current;
    private final Ids ids;
    private final Clock clock;

    /**
     * A root key that is in the ring or needed.
     *
     * @param inRing whether this replica has it
     * @param wraps whether it seals what is new
     * @param sealed how many stored things need it
     * @param removable whether nothing needs it, so that it may leave the ring
     */
    record RootKeyView(String id, boolean inRing, boolean wraps, long sealed, boolean removable) {}

    /** The ring, and the newest rewrap. */
    record Ring(List<RootKeyView> rootKeys, @Nullable RewrapView rewrap) {}

    RootKeys(
            RootKeyStore store,
            RewrapStore rewraps,
            RootRing ring,
            Acts acts,
            Standing standing,
            CurrentRequest current,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.rewraps = rewraps;
        this.ring = ring;
        this.acts = acts;
        this.standing = standing;
        this.current = current;
        this.ids = ids;
        this.clock = clock;
    }

    Uni<Ring> ring() {
        AccessEvent event = current.event("get-root-keys");
        return acts.perform(event, KMS.to(READ), tx -> {
            standing.requireCovers(INSTANCE);
            tx.record(event);
            return store.count()
                    .map(this::views)
                    .chain(views -> rewraps.latest()
                            .map(latest ->
                                    new Ring(views, latest.map(RewrapView::of).orElse(null))));
        });
    }

    /** Begins to seal everything anew under the first root key. Fails with {@link RewrapUnderWay} among others. */
    Uni<RewrapView> rewrap() {
        AccessEvent event = current.event("start-root-key-rewrap").with("rootKey", ring.first());
        return acts.perform(event, KMS.to(EDIT), tx -> {
            standing.requireCovers(INSTANCE);
            return store.countOthers(tx, ring.first())
                    .map(this::begun)
                    .invoke(rewrap -> tx.record(event.with("jobId", rewrap.id().toString())))
                    .call(rewrap -> insert(tx, rewrap))
                    .map(RewrapView::of);
        });
    }

    private Rewrap begun(long total) {
        Caller caller = current.caller();
        Rewrap.Starter starter = new Rewrap.Starter(caller.id().toString(), caller.name());
        Instant now = clock.instant();
        return new Rewrap(
                ids.next(), ring.first(), caller.orgId(), starter, Progress.begin(total), null, now, now, null);
    }

    private Uni<Void> insert(RecordedTransaction tx, Rewrap rewrap) {
        return rewraps.insert(tx, rewrap).invoke(RootKeys::requireOnly).replaceWithVoid();
    }

    private static void requireOnly(boolean inserted) {
        if (!inserted) {
            throw new RewrapUnderWay();
        }
    }

    private List<RootKeyView> views(Map<String, Long> counts) {
        TreeSet<String> all = new TreeSet<>(ring.ids());
        all.addAll(counts.keySet());
        return all.stream().map(id -> view(id, counts.getOrDefault(id, 0L))).toList();
    }

    private RootKeyView view(String id, long sealed) {
        boolean wraps = id.equals(ring.first());
        return new RootKeyView(id, ring.ids().contains(id), wraps, sealed, !wraps && sealed == 0);
    }
}
