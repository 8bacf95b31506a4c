package dev.claviger.audit.live;

import dev.claviger.audit.query.AuditLogParams;
import dev.claviger.audit.query.AuditLogs;
import dev.claviger.audit.query.Filter;
import dev.claviger.audit.query.SearchStore;
import dev.claviger.audit.right.Attempt;
import dev.claviger.audit.right.Attempts;
import dev.claviger.audit.right.AuditRights;
import dev.claviger.audit.right.Reader;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Opens streams of the log for those who may read it, and records that. */
@ApplicationScoped
class Tails {
    private static final Duration MOST_SKEW = Duration.ofMinutes(10);

    private final AuditRights rights;
    private final Attempts attempts;
    private final AuditLogs logs;
    private final SearchStore store;
    private final CurrentRequest current;
    private final OpenTails open;
    private final Clock clock;
    private final Ids ids;

    Tails(
            AuditRights rights,
            Attempts attempts,
            AuditLogs logs,
            SearchStore store,
            CurrentRequest current,
            OpenTails open,
            Clock clock,
            Ids ids) {
        this.rights = rights;
        this.attempts = attempts;
        this.logs = logs;
        this.store = store;
        this.current = current;
        this.open = open;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * A stream of what meets the conditions, from now on or from behind the entry that was seen last. Fails with {@link TooManyTails} among
     * others.
     */
    Uni<Tail> follow(AuditLogParams params, @Nullable String lastSeen) {
        AtomicReference<Tail> added = new AtomicReference<>();
        return attempts.recorded(
                        "audit-logs-followed",
                        attempt -> rights.reader(params.projectId())
                                .chain(reader -> tail(reader, params, lastSeen, attempt))
                                .invoke(open::add)
                                .invoke(added::set))
                .onFailure()
                .invoke(failed -> forget(added.get()));
    }

    private void forget(@Nullable Tail tail) {
        if (tail != null) {
            open.remove(tail);
        }
    }

    private Uni<Tail> tail(Reader reader, AuditLogParams params, @Nullable String lastSeen, Attempt attempt) {
        for (String name : List.of("startDate", "endDate")) {
            if (params.conditions().containsKey(name)) {
                throw InvalidInput.of(name, "A stream has no dates; it goes on from Last-Event-ID");
            }
        }
        long seen = seen(lastSeen);
        boolean resumes = lastSeen != null && !lastSeen.isBlank();
        return logs.filter(reader, params, Filter.Span.INQUIRY)
                .invoke(filter -> attempt.note(filter::describeConditions))
                .chain(filter -> store.size(reader.organisation()).map(size -> {
                    long next = resumes ? Math.min(seen + 1, size) : size;
                    attempt.note("fromIndex", next);
                    Instant since = resumes ? Instant.EPOCH : clock.instant().minus(MOST_SKEW);
                    Tail.Terms terms = new Tail.Terms(
                            ids.next(), reader, params.projectId(), filter, current.bearer(), current.origin());
                    return new Tail(terms, next, size, since, open::remove);
                }));
    }

    private static long seen(@Nullable String lastSeen) {
        String text = lastSeen == null ? "" : lastSeen.strip();
        if (text.isEmpty() || text.equals("-1")) {
            return -1;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw InvalidInput.of("Last-Event-ID", "Must be the id of an event of such a stream");
        }
        return Long.parseLong(text);
    }
}
