package dev.claviger.audit.alert;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reading alerts and moving them on. Each call is an event. */
@ApplicationScoped
class Alerts {
    static final String LISTED = "list-alerts";
    static final String SHOWN = "get-alert";
    static final String MOVED = "update-alert";
    private static final int LONGEST_NOTE = 2000;

    private final AlertRights rights;
    private final AlertStore store;
    private final AlertBook book;
    private final Operators operators;
    private final CurrentRequest current;
    private final Outbox outbox;

    Alerts(
            AlertRights rights,
            AlertStore store,
            AlertBook book,
            Operators operators,
            CurrentRequest current,
            Outbox outbox) {
        this.rights = rights;
        this.store = store;
        this.book = book;
        this.operators = operators;
        this.current = current;
        this.outbox = outbox;
    }

    /** Where an alert shall go, and why. */
    record Wish(@Nullable String state, @Nullable String note) {}

    Uni<Alert.Page> list(AlertFilter filter) {
        return rights.reader(LISTED)
                .chain(this::logs)
                .chain(logs -> store.list(logs, filter))
                .map(found -> page(found, filter.limit()))
                .call(page -> outbox.record(current.event(LISTED)
                        .with("numberOfAlerts", page.alerts().size())));
    }

    private Uni<List<String>> logs(Caller caller) {
        return operators.logsOf(caller.orgId().toString());
    }

    private static Alert.Page page(List<Alert> found, int limit) {
        List<Alert> shown = found.subList(0, Math.min(limit, found.size()));
        boolean more = found.size() > limit;
        String next = more
                ? new AlertFilter.After(
                                shown.getLast().raisedAt(), shown.getLast().id())
                        .text()
                : null;
        return new Alert.Page(shown, next);
    }

    Uni<Alert.Count> count(AlertFilter filter) {
        return rights.reader(LISTED)
                .chain(this::logs)
                .chain(logs -> store.count(logs, filter))
                .map(numbers -> new Alert.Count(
                        numbers.values().stream().mapToLong(Long::longValue).sum(), numbers))
                .call(counted -> outbox.record(current.event(LISTED).with("count", counted.count())));
    }

    Uni<Alert> show(String id) {
        return rights.reader(SHOWN)
                .chain(caller -> find(caller, id))
                .call(alert -> outbox.record(current.event(SHOWN).with("alertId", alert.id())));
    }

    private Uni<Alert> find(Caller caller, String id) {
        Validation valid = new Validation();
        UUID wanted = valid.id("id", id);
        valid.done();
        return logs(caller).chain(logs -> store.find(logs, wanted)).map(found -> found.orElseThrow(AlertNotFound::new));
    }

    Uni<Alert> move(String id, @Nullable Wish wish) {
        return rights.administrator(MOVED).chain(caller -> find(caller, id).chain(alert -> move(caller, alert, wish)));
    }

    private Uni<Alert> move(Caller caller, Alert alert, @Nullable Wish wish) {
        Validation valid = new Validation();
        String state = valid.text("state", wish == null ? null : wish.state());
        String note = valid.text("note", wish == null ? null : wish.note(), "");
        valid.check(Alert.STATES.contains(state), "state", "Must be one of " + String.join(", ", Alert.STATES));
        valid.check(note.length() <= LONGEST_NOTE, "note", "Must have at most 2000 characters");
        valid.check(!state.equals("false-positive") || !note.isEmpty(), "note", "Say why it is a false positive");
        valid.done();
        requireWay(alert.state(), state);
        return outbox.transaction(transaction -> book.move(transaction, alert, state, Actor.of(caller), note)
                        .invoke(ours -> requireOurs(ours, alert))
                        .invoke(() -> transaction.record(current.event(MOVED)
                                .with("alertId", alert.id())
                                .with("rule", alert.rule())
                                .with("before", alert.state())
                                .with("after", state))))
                .chain(() -> find(caller, alert.id().toString()));
    }

    private static void requireWay(String from, String to) {
        boolean isAllowed = AlertBook.isOver(from) ? to.equals(AlertBook.OPEN) : !from.equals(to);
        if (!isAllowed) {
            throw new AlertMoved(from);
        }
    }

    private static void requireOurs(boolean ours, Alert alert) {
        if (!ours) {
            throw new AlertMoved("no longer " + alert.state());
        }
    }
}
