package dev.claviger.audit.rootkey;

import dev.claviger.audit.alert.Operators;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Root keys as the administrators of those who run the installation see them: the master key of the log belongs to no organisation. */
@ApplicationScoped
class RootKeys {
    static final String SHOWN = "get-root-keys";
    static final String STARTED = "start-root-key-rewrap";

    private final RootKeyStore store;
    private final RootKeyRewrap rewrap;
    private final RootRing ring;
    private final Operators operators;
    private final CurrentRequest current;
    private final Outbox outbox;

    /**
     * A root key that is in the ring or needed.
     *
     * @param inRing whether this replica has it
     * @param wraps whether it seals what is new
     * @param sealed how many stored things need it
     * @param removable whether nothing needs it, so that it may leave the ring
     */
    public record RootKeyView(String id, boolean inRing, boolean wraps, long sealed, boolean removable) {}

    /** The ring, and the newest rewrap of the replica that answers. */
    public record Ring(List<RootKeyView> rootKeys, @Nullable Progress rewrap) {
        public Ring {
            rootKeys = List.copyOf(rootKeys);
        }
    }

    /** A rewrap that has begun, or was under way. */
    public record StartedRewrap(Progress job) {}

    RootKeys(
            RootKeyStore store,
            RootKeyRewrap rewrap,
            RootRing ring,
            Operators operators,
            CurrentRequest current,
            Outbox outbox) {
        this.store = store;
        this.rewrap = rewrap;
        this.ring = ring;
        this.operators = operators;
        this.current = current;
        this.outbox = outbox;
    }

    Uni<Ring> ring() {
        return operator(SHOWN, "read")
                .chain(store::needed)
                .call(() -> outbox.record(current.event(SHOWN)))
                .map(needed -> new Ring(views(needed), rewrap.newest().orElse(null)));
    }

    Uni<StartedRewrap> rewrap() {
        return operator(STARTED, "edit")
                .call(() -> outbox.record(current.event(STARTED).with("rootKey", ring.first())))
                .map(caller -> new StartedRewrap(rewrap.begin()));
    }

    private Uni<Caller> operator(String eventName, String action) {
        Caller caller = current.caller();
        return operators
                .include(caller.orgId().toString())
                .map(included -> included && caller.orgRole() == OrgRole.ADMIN)
                .chain(allowed -> allowed
                        ? Uni.createFrom().item(caller)
                        : outbox.record(
                                        current.event(eventName)
                                                .denied(
                                                        "expected an administrator of an organisation that runs the installation"))
                                .chain(() -> Uni.createFrom().failure(new NotAllowed(action))));
    }

    private List<RootKeyView> views(Map<String, Long> needed) {
        TreeSet<String> all = new TreeSet<>(ring.ids());
        all.addAll(needed.keySet());
        return all.stream().map(id -> view(id, needed.getOrDefault(id, 0L))).toList();
    }

    private RootKeyView view(String id, long sealed) {
        boolean wraps = id.equals(ring.first());
        return new RootKeyView(id, ring.ids().contains(id), wraps, sealed, !wraps && sealed == 0);
    }
}
