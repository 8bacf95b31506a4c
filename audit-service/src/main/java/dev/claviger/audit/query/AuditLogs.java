package dev.claviger.audit.query;

import dev.claviger.audit.AuditConfig;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** Searching the audit log, which is itself recorded: as what was found, as refused, or as failed. */
@ApplicationScoped
class AuditLogs {
    static final String EVENT_NAME = "audit-logs-read";

    private final CurrentRequest current;
    private final SearchStore store;
    private final Outbox outbox;
    private final AuditConfig config;
    private final Clock clock;

    AuditLogs(CurrentRequest current, SearchStore store, Outbox outbox, AuditConfig config, Clock clock) {
        this.current = current;
        this.store = store;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
    }

    /** Fails with {@link NotAllowed}, {@link SearchTooBroad} or {@link PageTooLarge}, and when the search cannot be recorded. */
    Uni<AuditLogPage> find(AuditLogParams params) {
        Caller caller = current.caller();
        AccessEvent search = current.event(EVENT_NAME);
        if (!mayRead(caller)) {
            return refuse(search.denied("organisation role: expected admin or member, received "
                    + caller.orgRole().slug()));
        }
        Filter filter = Filter.of(params, clock);
        return checkNames(caller, filter).chain(() -> find(caller, filter, filter.describe(search)));
    }

    /** A name that no list has is a typing error, unless this organisation's trail has it: the suite grows faster than lists. */
    private Uni<Void> checkNames(Caller caller, Filter filter) {
        List<String> unfamiliar = filter.unfamiliarNames();
        return unfamiliar.isEmpty()
                ? Uni.createFrom().voidItem()
                : store.areRecorded(caller.orgId(), unfamiliar)
                        .invoke(AuditLogs::requireKnown)
                        .replaceWithVoid();
    }

    private static void requireKnown(boolean known) {
        if (!known) {
            throw InvalidInput.of("eventType", "Names an unknown event");
        }
    }

    private Uni<AuditLogPage> find(Caller caller, Filter filter, AccessEvent search) {
        return store.find(caller.orgId(), filter)
                .onFailure()
                .call(failed -> recordQuietly(search.failed(failed.getClass().getSimpleName())))
                .call(found -> outbox.record(search.with("numberOfEntries", found.size())))
                .map(this::page);
    }

    private static boolean mayRead(Caller caller) {
        return caller.orgRole() == OrgRole.ADMIN || caller.orgRole() == OrgRole.MEMBER;
    }

    private Uni<AuditLogPage> refuse(AccessEvent refused) {
        return outbox.record(refused).chain(() -> Uni.createFrom().failure(new NotAllowed()));
    }

    /** The search fails anyway; when it cannot be recorded either, the caller hears the first reason. */
    private Uni<Void> recordQuietly(AccessEvent failed) {
        return outbox.record(failed).onFailure().recoverWithNull();
    }

    private AuditLogPage page(List<Found> found) {
        return new AuditLogPage(found.stream()
                .map(entry -> AuditLog.of(entry, config.retention()))
                .toList());
    }
}
