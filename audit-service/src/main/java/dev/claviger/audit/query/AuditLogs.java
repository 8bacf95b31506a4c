package dev.claviger.audit.query;

import dev.claviger.audit.right.Attempt;
import dev.claviger.audit.right.Attempts;
import dev.claviger.audit.right.AuditRights;
import dev.claviger.audit.right.Reader;
import dev.claviger.kernel.http.InvalidInput;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Searching the audit log, which is itself recorded: as what was found, as refused, or as failed. */
@ApplicationScoped
public class AuditLogs {
    static final String EVENT_NAME = "audit-logs-read";

    private final AuditRights rights;
    private final Attempts attempts;
    private final SearchStore store;
    private final Clock clock;

    AuditLogs(AuditRights rights, Attempts attempts, SearchStore store, Clock clock) {
        this.rights = rights;
        this.attempts = attempts;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Fails with {@link dev.claviger.audit.right.NotAllowed}, {@link SearchTooBroad}, {@link PageTooLarge} and {@link WrongCursor}, and when
     * the search cannot be recorded.
     */
    public Uni<AuditLogPage> find(AuditLogParams params) {
        return attempts.recorded(
                EVENT_NAME,
                attempt -> rights.reader(params.projectId())
                        .chain(reader ->
                                filter(reader, params).chain(filter -> find(reader, params, filter, attempt))));
    }

    /** What the reader may search for with these parameters. Fails with {@link InvalidInput}. */
    public Uni<Filter> filter(Reader reader, AuditLogParams params) {
        return filter(reader, params, Filter.Span.SEARCH);
    }

    /** The same with another time. */
    public Uni<Filter> filter(Reader reader, AuditLogParams params, Filter.Span span) {
        Filter asked = Filter.of(params, reader.organisation(), span, clock);
        Filter filter = reader.projectId() == null ? asked : asked.within(reader.projectId());
        return checkNames(reader, filter).replaceWith(filter);
    }

    /** A name that no list has is a typing error, unless this organisation's trail has it: the suite grows faster than lists. */
    private Uni<Void> checkNames(Reader reader, Filter filter) {
        List<String> unfamiliar = filter.unfamiliarNames();
        if (unfamiliar.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        // whether the organisation knows a name is more than a reader of one project may learn
        Uni<Boolean> known = reader.readsAll()
                ? store.areRecorded(reader.organisation(), unfamiliar)
                : Uni.createFrom().item(false);
        return known.invoke(AuditLogs::requireKnown).replaceWithVoid();
    }

    private static void requireKnown(boolean known) {
        if (!known) {
            throw InvalidInput.of("eventType", "Names an unknown event");
        }
    }

    private Uni<AuditLogPage> find(Reader reader, AuditLogParams params, Filter filter, Attempt attempt) {
        attempt.note(filter::describe);
        return store.find(reader.organisation(), filter)
                .invoke(found -> attempt.note("numberOfEntries", found.size()))
                .map(found -> new AuditLogPage(
                        found.stream().map(AuditLog::of).toList(), next(reader, params, filter, found)));
    }

    private static @Nullable String next(Reader reader, AuditLogParams params, Filter filter, List<Found> found) {
        return found.size() < filter.limit() ? null : filter.cursor(params, reader.organisation(), found.getLast());
    }
}
