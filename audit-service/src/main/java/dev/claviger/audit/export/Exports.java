package dev.claviger.audit.export;

import dev.claviger.audit.query.AuditLog;
import dev.claviger.audit.query.AuditLogParams;
import dev.claviger.audit.query.AuditLogs;
import dev.claviger.audit.query.Filter;
import dev.claviger.audit.query.Found;
import dev.claviger.audit.query.PageTooLarge;
import dev.claviger.audit.query.Position;
import dev.claviger.audit.query.SearchStore;
import dev.claviger.audit.right.Attempts;
import dev.claviger.audit.right.AuditRights;
import dev.claviger.audit.right.Reader;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.principal.Standing;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Counts, records, and then reads page by page, as fast as the client takes them: one page is in memory. */
@ApplicationScoped
class Exports {
    private static final int PAGE = 500;

    private final AuditRights rights;
    private final Attempts attempts;
    private final AuditLogs logs;
    private final SearchStore store;
    private final CurrentRequest current;
    private final Standing standing;

    Exports(
            AuditRights rights,
            Attempts attempts,
            AuditLogs logs,
            SearchStore store,
            CurrentRequest current,
            Standing standing) {
        this.rights = rights;
        this.attempts = attempts;
        this.logs = logs;
        this.store = store;
        this.current = current;
        this.standing = standing;
    }

    /** What will be handed out; it is recorded then. */
    Uni<Export> begin(AuditLogParams params, String format) {
        return attempts.recorded(
                "audit-logs-exported",
                attempt -> rights.reader(params.projectId())
                        .chain(reader -> logs.filter(reader, params, Filter.Span.INQUIRY)
                                .invoke(filter -> attempt.note(
                                        event -> filter.describe(event).with("format", format)))
                                .chain(filter -> count(reader, filter)))
                        .invoke(export -> attempt.note("numberOfEntries", export.entries())));
    }

    private Uni<Export> count(Reader reader, Filter filter) {
        Secret bearer = current.bearer();
        Origin origin = current.origin();
        return store.size(reader.organisation())
                .chain(size -> store.count(reader.organisation(), filter, size)
                        .map(entries -> new Export(reader, bearer, origin, filter, size, entries)));
    }

    /** The entries, newest first. */
    Multi<AuditLog> entries(Export export) {
        AtomicReference<@Nullable Position> after = new AtomicReference<>();
        return Multi.createBy()
                .repeating()
                .uni(() -> requireStill(export)
                        .chain(() -> page(export, after.get(), PAGE))
                        .invoke(found -> after.set(last(found, after.get()))))
                .whilst(found -> !found.isEmpty())
                .onItem()
                .<Found>disjoint()
                .map(AuditLog::of);
    }

    /** Fails, which breaks the export off, when the token has ended or the role that it was begun with is gone. */
    private Uni<Void> requireStill(Export export) {
        return standing.check(export.bearer(), export.origin())
                .invoke(caller -> {
                    if (export.reader().readsAll() && !rights.readsAll(caller)) {
                        throw new IllegalStateException("the reader's role has changed");
                    }
                })
                .replaceWithVoid();
    }

    private static @Nullable Position last(List<Found> found, @Nullable Position before) {
        return found.isEmpty() ? before : found.getLast().position();
    }

    /** Where entries are very big, fewer at a time. */
    private Uni<List<Found>> page(Export export, @Nullable Position after, int size) {
        return store.find(export.organisation(), export.filter().page(after, size), export.size())
                .onFailure(problem -> problem instanceof PageTooLarge && size > 1)
                .recoverWithUni(() -> page(export, after, size / 2));
    }
}
