package dev.claviger.audit.retention;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Showing what was removed. */
@ApplicationScoped
class PurgeLists {
    static final String READ = "audit-retention-purges-read";
    private static final int PAGE = 100;

    private final Stewards stewards;
    private final PurgeStore store;
    private final CurrentRequest current;
    private final Outbox outbox;

    PurgeLists(Stewards stewards, PurgeStore store, CurrentRequest current, Outbox outbox) {
        this.stewards = stewards;
        this.store = store;
        this.current = current;
        this.outbox = outbox;
    }

    /** At most 100, newest first; {@code before} is the index of the last one of the page before. */
    Uni<PurgeList> list(@Nullable String before) {
        return stewards.require(READ).chain(caller -> {
            Validation valid = new Validation();
            long index = valid.number("before", before, Long.MAX_VALUE, 0, Long.MAX_VALUE);
            valid.done();
            return store.list(caller.orgId().toString(), index, PAGE)
                    .call(found -> outbox.record(current.event(READ).with("numberOfEntries", found.size())))
                    .map(PurgeList::new);
        });
    }
}
