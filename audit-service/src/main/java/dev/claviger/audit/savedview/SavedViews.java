package dev.claviger.audit.savedview;

import dev.claviger.audit.query.AuditLogPage;
import dev.claviger.audit.query.AuditLogParams;
import dev.claviger.audit.query.AuditLogs;
import dev.claviger.audit.right.Attempts;
import dev.claviger.audit.right.AuditRights;
import dev.claviger.audit.right.Reader;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes, changes and shows views to those who may read the log. */
@ApplicationScoped
class SavedViews {
    private final AuditRights rights;
    private final Attempts attempts;
    private final AuditLogs logs;
    private final SavedViewStore store;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    SavedViews(
            AuditRights rights,
            Attempts attempts,
            AuditLogs logs,
            SavedViewStore store,
            Outbox outbox,
            Ids ids,
            Clock clock) {
        this.rights = rights;
        this.attempts = attempts;
        this.logs = logs;
        this.store = store;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** What the caller sees, by name. */
    record Views(List<SavedView> views) {
        Views {
            views = List.copyOf(views);
        }
    }

    /** A reader of one project names it, to see what is shared there. */
    Uni<Views> list(@Nullable String projectId) {
        return attempts.recorded(
                "audit-views-read",
                attempt -> rights.reader(projectId)
                        .chain(reader -> store.visible(viewer(reader)))
                        .map(Views::new));
    }

    Uni<SavedView> find(String id, @Nullable String projectId) {
        return attempts.recorded("audit-view-read", attempt -> {
            attempt.note("viewId", id);
            return rights.reader(projectId).chain(reader -> find(reader, id));
        });
    }

    /** The page of a search with the conditions of the view; those of the query add to them or replace them. Recorded as a search. */
    Uni<AuditLogPage> entries(String id, AuditLogParams query) {
        return attempts.tried(
                        "audit-view-read",
                        attempt -> rights.reader(query.projectId()).chain(reader -> find(reader, id)))
                .invoke(view -> {
                    var given = query.conditions();
                    var _ = query.set(view.filters());
                    var _ = query.set(given);
                })
                .chain(view -> logs.find(query));
    }

    Uni<SavedView> create(@Nullable ViewWish body) {
        ViewWish wish = body == null ? ViewWish.EMPTY : body;
        return attempts.tried(
                "create-audit-view",
                attempt -> rights.reader(projectOf(wish))
                        .chain(reader -> checked(reader, wish, null).chain(checked -> {
                            Instant now = clock.instant();
                            SavedView view = new SavedView(
                                    ids.next(),
                                    checked.name(),
                                    checked.filters(),
                                    SavedView.Owner.of(reader.caller()),
                                    checked.sharedWith(),
                                    checked.projectId(),
                                    now,
                                    now);
                            return outbox.transaction(tx -> store.insert(tx, reader.organisation(), view)
                                            .invoke(() -> tx.record(attempt.event()
                                                    .with("viewId", view.id())
                                                    .with("name", view.name())
                                                    .with("sharedWith", view.sharedWith()))))
                                    .replaceWith(view);
                        })));
    }

    Uni<SavedView> update(String id, @Nullable ViewWish body) {
        ViewWish wish = body == null ? ViewWish.EMPTY : body;
        return attempts.tried("update-audit-view", attempt -> {
            attempt.note("viewId", id);
            return rights.reader(projectOf(wish))
                    .chain(reader -> own(reader, id)
                            .chain(before -> checked(reader, wish, before).chain(checked -> {
                                SavedView view = new SavedView(
                                        before.id(),
                                        checked.name(),
                                        checked.filters(),
                                        before.owner(),
                                        checked.sharedWith(),
                                        checked.projectId(),
                                        before.createdAt(),
                                        clock.instant());
                                return outbox.transaction(tx -> store.update(tx, reader.organisation(), view)
                                                .invoke(() -> tx.record(attempt.event()
                                                        .with("name", view.name())
                                                        .with("sharedWith", view.sharedWith()))))
                                        .replaceWith(view);
                            })));
        });
    }

    Uni<SavedView> delete(String id, @Nullable String projectId) {
        return attempts.tried("delete-audit-view", attempt -> {
            attempt.note("viewId", id);
            return rights.reader(projectId)
                    .chain(reader -> own(reader, id)
                            .call(view -> outbox.transaction(tx -> store.delete(
                                            tx, reader.organisation(), view.id(), view.owner())
                                    .invoke(() -> tx.record(attempt.event().with("name", view.name()))))));
        });
    }

    /** A reader of one project proves itself by the project that the view is about or shared with. */
    private static @Nullable String projectOf(ViewWish wish) {
        return wish.projectId() != null || wish.filters() == null
                ? wish.projectId()
                : wish.filters().get("projectId");
    }

    /** Checked as a search is, so that nobody keeps what cannot be run; and nobody shares beyond what it reads. */
    private Uni<ViewWish.Checked> checked(Reader reader, ViewWish wish, @Nullable SavedView before) {
        ViewWish.Checked checked = wish.check(before);
        if (!reader.readsAll() && checked.sharedWith().equals(SavedView.ORGANIZATION)) {
            throw InvalidInput.of("sharedWith", "Only who reads the log of the organisation can share with it");
        }
        AuditLogParams params = new AuditLogParams();
        var _ = params.set(checked.filters());
        return logs.filter(reader, params).replaceWith(checked);
    }

    private Uni<SavedView> own(Reader reader, String id) {
        return find(reader, id).invoke(view -> {
            if (!view.owner().equals(SavedView.Owner.of(reader.caller()))) {
                throw new ViewNotFound();
            }
        });
    }

    private Uni<SavedView> find(Reader reader, String id) {
        UUID wanted = Uuids.read(id).orElseThrow(ViewNotFound::new);
        return store.find(viewer(reader), wanted).map(found -> found.orElseThrow(ViewNotFound::new));
    }

    private static SavedViewStore.Viewer viewer(Reader reader) {
        return new SavedViewStore.Viewer(
                reader.organisation(), SavedView.Owner.of(reader.caller()), reader.readsAll(), reader.projectId());
    }
}
