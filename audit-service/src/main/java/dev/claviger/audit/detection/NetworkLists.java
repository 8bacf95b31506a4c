package dev.claviger.audit.detection;

import dev.claviger.audit.alert.AlertRights;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an organisation says of its networks. Each call is an event; a change has what was before and what is now in it. */
@ApplicationScoped
class NetworkLists {
    static final String SHOWN = "get-detection-networks";
    static final String UPDATED = "update-detection-networks";

    private final AlertRights rights;
    private final CursorStore cursors;
    private final NetworkStore store;
    private final SettingStore settings;
    private final CurrentRequest current;
    private final Outbox outbox;
    private final Clock clock;

    NetworkLists(
            AlertRights rights,
            CursorStore cursors,
            NetworkStore store,
            SettingStore settings,
            CurrentRequest current,
            Outbox outbox,
            Clock clock) {
        this.rights = rights;
        this.cursors = cursors;
        this.store = store;
        this.settings = settings;
        this.current = current;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** All of them; none takes what is there away. */
    record Wish(@Nullable List<Networks.@Nullable Given> networks) {}

    Uni<Networks> show() {
        return rights.reader(SHOWN)
                .chain(caller -> cursors.reading(
                        reading -> store.of(reading, caller.orgId().toString())))
                .call(() -> outbox.record(current.event(SHOWN)));
    }

    Uni<Networks> replace(@Nullable Wish wish) {
        return rights.administrator(UPDATED).chain(caller -> {
            Validation valid = new Validation();
            Networks wanted = Networks.read(valid, wish == null ? null : wish.networks());
            valid.done();
            return outbox.transaction(transaction -> replace(transaction, caller, wanted));
        });
    }

    private Uni<Networks> replace(RecordedTransaction transaction, Caller caller, Networks wanted) {
        String org = caller.orgId().toString();
        return settings.lock(transaction, org)
                .chain(() -> store.of(CursorStore.within(transaction), org))
                .chain(before -> store.set(transaction, org, wanted, clock.instant())
                        .invoke(after -> transaction.record(current.event(UPDATED)
                                .with("version", after.version())
                                .with("before", before.plain())
                                .with("after", after.plain()))));
    }
}
