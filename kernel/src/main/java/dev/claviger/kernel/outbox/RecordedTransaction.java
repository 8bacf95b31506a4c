package dev.claviger.kernel.outbox;

import dev.claviger.kernel.event.AccessEvent;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;

/** A database transaction and the events that will commit with it. Not thread-safe; one transaction, one stream. */
public final class RecordedTransaction {
    private final SqlConnection sql;
    private final List<AccessEvent> events = new ArrayList<>();
    private final List<Runnable> afterwards;

    RecordedTransaction(SqlConnection sql, List<Runnable> afterwards) {
        this.sql = sql;
        this.afterwards = afterwards;
    }

    /** The connection of this transaction, for stores. */
    public SqlConnection sql() {
        return sql;
    }

    /** Adds an event; it becomes durable if and only if the transaction commits. */
    public void record(AccessEvent event) {
        events.add(event);
    }

    /**
     * Runs the work, which must not block, right after the commit. It does not run when the transaction fails, nor when nobody can tell
     * whether it committed, so whatever depends on it needs a second way.
     */
    public void afterCommit(Runnable work) {
        afterwards.add(work);
    }

    /** The events so far, in the order in which they were recorded. */
    public List<AccessEvent> events() {
        return List.copyOf(events);
    }
}
