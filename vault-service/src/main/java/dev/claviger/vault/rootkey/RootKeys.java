package dev.claviger.vault.rootkey;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.keyjob.JobUnderWay;
import dev.claviger.vault.keyjob.JobView;
import dev.claviger.vault.keyjob.KeyJobs;
import dev.claviger.vault.keyjob.Kind;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.PermissionDenied;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Root keys as administrators of an organisation see them. The ring belongs to the installation, keysets to organisations: counts and
 * rewrapping are those of the caller's organisation, and of others one only learns whether a root key is still needed.
 */
@ApplicationScoped
class RootKeys {
    private static final String SUBJECT = "kms";

    private final RootKeyStore store;
    private final RootRing ring;
    private final RootKeyRewrap rewrap;
    private final KeyJobs jobs;
    private final Gate gate;
    private final Outbox outbox;

    /**
     * A root key that is in the ring or needed.
     *
     * @param inRing whether this replica has it
     * @param wraps whether it wraps what is new
     * @param keysets how many keysets of the organisation's projects it wraps, and its fingerprint key
     * @param removable whether no keyset of any organisation needs it, so that it may leave the ring
     */
    record RootKeyView(String id, boolean inRing, boolean wraps, long keysets, boolean removable) {}

    /** The ring, and the newest rewrapping of the organisation's keysets. */
    record Ring(List<RootKeyView> rootKeys, @Nullable JobView rewrap) {}

    RootKeys(RootKeyStore store, RootRing ring, RootKeyRewrap rewrap, KeyJobs jobs, Gate gate, Outbox outbox) {
        this.store = store;
        this.ring = ring;
        this.rewrap = rewrap;
        this.jobs = jobs;
        this.gate = gate;
        this.outbox = outbox;
    }

    Uni<Ring> ring(Caller caller, AccessEvent event) {
        return requireAdministrator(caller, Action.READ, event)
                .chain(() -> store.count(caller.orgId()))
                .chain(own -> store.count(null).map(all -> views(own, all)))
                .chain(views -> jobs.latest(Kind.REWRAP, caller.orgId())
                        .map(job -> new Ring(views, job.map(JobView::of).orElse(null))))
                .call(() -> outbox.record(event));
    }

    /** Fails with {@link JobUnderWay} among others. */
    Uni<JobView> rewrap(Caller caller, AccessEvent event) {
        return requireAdministrator(caller, Action.EDIT, event)
                .chain(() -> gate.settle(
                        event,
                        jobs.start(caller, Kind.REWRAP, null, rewrap.firstStep(), event.with("rootKey", ring.first()))))
                .map(JobView::of);
    }

    private Uni<Void> requireAdministrator(Caller caller, String action, AccessEvent event) {
        return caller.orgRole() == OrgRole.ADMIN
                ? Uni.createFrom().voidItem()
                : gate.refuse(PermissionDenied.outright(action, SUBJECT), event);
    }

    private List<RootKeyView> views(Map<String, Long> own, Map<String, Long> all) {
        TreeSet<String> ids = new TreeSet<>(ring.ids());
        ids.addAll(own.keySet());
        return ids.stream()
                .map(id -> new RootKeyView(
                        id,
                        ring.ids().contains(id),
                        id.equals(ring.first()),
                        own.getOrDefault(id, 0L),
                        !id.equals(ring.first()) && !all.containsKey(id)))
                .toList();
    }
}
