package dev.claviger.audit.retention;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Setting, lifting and showing legal holds. Each is an event of the organisation. */
@ApplicationScoped
class Holds {
    static final String LISTED = "legal-holds-read";
    static final String SET = "legal-hold-set";
    static final String LIFTED = "legal-hold-lifted";
    static final String LIFT_ASKED = "legal-hold-lift-asked";
    static final String LIFT_WITHDRAWN = "legal-hold-lift-withdrawn";

    private static final Instant EARLIEST = Instant.parse("1999-12-31T23:59:59Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final Stewards stewards;
    private final HoldStore store;
    private final PurgeStore purges;
    private final CurrentRequest current;
    private final Outbox outbox;
    private final Clock clock;
    private final Ids ids;

    Holds(
            Stewards stewards,
            HoldStore store,
            PurgeStore purges,
            CurrentRequest current,
            Outbox outbox,
            Clock clock,
            Ids ids) {
        this.stewards = stewards;
        this.store = store;
        this.purges = purges;
        this.current = current;
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

    /** What to hold; without any condition the whole organisation. Times are ISO 8601. */
    record Wish(
            @Nullable String reason,
            @Nullable String projectId,
            @Nullable String actorId,
            @Nullable String since,
            @Nullable String until) {}

    /** Why a hold ends. */
    record Lift(@Nullable String reason) {}

    Uni<Hold.Listing> list() {
        return stewards.require(LISTED)
                .chain(caller -> store.of(caller.orgId().toString()))
                .call(holds -> outbox.record(current.event(LISTED).with("numberOfHolds", holds.size())))
                .map(Hold.Listing::new);
    }

    Uni<Hold> set(@Nullable Wish wish) {
        Wish asked = wish == null ? new Wish(null, null, null, null, null) : wish;
        return stewards.require(SET).map(caller -> hold(caller, asked)).chain(this::set);
    }

    /** Waits for a removal that is under way, so that it counts for every later one. */
    private Uni<Hold> set(Hold hold) {
        AccessEvent event = describe(SET, hold);
        String org = current.caller().orgId().toString();
        return outbox.transaction(transaction -> purges.lock(transaction)
                .chain(() -> store.insert(transaction, org, hold))
                .invoke(() -> transaction.record(event))
                .replaceWith(hold));
    }

    Uni<Hold> lift(String id, @Nullable Lift lift) {
        return stewards.require(LIFTED).chain(caller -> {
            Validation valid = new Validation();
            UUID hold = valid.id("holdId", id);
            String reason = reason(valid, lift == null ? null : lift.reason());
            valid.done();
            return outbox.transaction(transaction -> lift(transaction, caller, hold, reason));
        });
    }

    /** What one administrator asks for another one does. */
    private Uni<Hold> lift(RecordedTransaction transaction, Caller caller, UUID id, String reason) {
        String org = caller.orgId().toString();
        return purges.lock(transaction)
                .chain(() -> find(transaction, org, id))
                .invoke(Holds::requireHolding)
                .chain(hold -> isAgreed(hold, caller)
                        ? lift(transaction, caller, hold, reason)
                        : ask(transaction, caller, hold, reason))
                .chain(() -> find(transaction, org, id));
    }

    private boolean isAgreed(Hold hold, Caller caller) {
        return hold.liftAskedBy() != null
                && hold.liftAskedAt() != null
                && SecondAdministrator.agrees(
                        hold.liftAskedBy(), hold.liftAskedAt(), caller.id().toString(), clock.instant());
    }

    private Uni<Void> lift(RecordedTransaction transaction, Caller caller, Hold hold, String reason) {
        String first = Objects.requireNonNull(hold.liftAskedBy());
        transaction.record(describe(LIFTED, hold).with("liftReason", reason).with("askedBy", first));
        return store.lift(transaction, hold.id(), reason, caller.id().toString(), first, now());
    }

    private Uni<Void> ask(RecordedTransaction transaction, Caller caller, Hold hold, String reason) {
        transaction.record(describe(LIFT_ASKED, hold).with("liftReason", reason));
        return store.ask(transaction, hold.id(), reason, caller.id().toString(), now());
    }

    /** Any administrator may; nobody has to agree to keeping. */
    Uni<Hold> keep(String id) {
        return stewards.require(LIFT_WITHDRAWN).chain(caller -> {
            Validation valid = new Validation();
            UUID hold = valid.id("holdId", id);
            valid.done();
            return outbox.transaction(
                    transaction -> keep(transaction, caller.orgId().toString(), hold));
        });
    }

    private Uni<Hold> keep(RecordedTransaction transaction, String org, UUID id) {
        return purges.lock(transaction)
                .chain(() -> find(transaction, org, id))
                .invoke(Holds::requireHolding)
                .invoke(hold -> transaction.record(describe(LIFT_WITHDRAWN, hold)))
                .chain(() -> store.forgetAsking(transaction, id))
                .chain(() -> find(transaction, org, id));
    }

    private Uni<Hold> find(RecordedTransaction transaction, String org, UUID id) {
        return store.find(transaction, org, id).map(found -> found.orElseThrow(HoldNotFound::new));
    }

    private static void requireHolding(Hold hold) {
        if (hold.liftedAt() != null) {
            throw new HoldLifted();
        }
    }

    private AccessEvent describe(String name, Hold hold) {
        return current.event(name)
                .with("holdId", hold.id())
                .with("reason", hold.reason())
                .with("heldProjectId", text(hold.projectId()))
                .with("heldActorId", text(hold.actorId()))
                .with("since", text(hold.since()))
                .with("until", text(hold.until()));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private Hold hold(Caller caller, Wish wish) {
        Validation valid = new Validation();
        String reason = reason(valid, wish.reason());
        @Nullable String project = id(valid, "projectId", wish.projectId());
        @Nullable String actor = id(valid, "actorId", wish.actorId());
        @Nullable Instant since = time(valid, "since", wish.since());
        @Nullable Instant until = time(valid, "until", wish.until());
        valid.check(since == null || until == null || since.isBefore(until), "until", "Must be after since");
        valid.done();
        return new Hold(
                ids.next(),
                reason,
                project,
                actor,
                since,
                until,
                caller.id().toString(),
                now(),
                null,
                null,
                null,
                null,
                null);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String reason(Validation valid, @Nullable String given) {
        String reason = valid.text("reason", given);
        valid.check(reason.length() <= Stewards.LONGEST, "reason", "Must have at most 500 characters");
        return reason;
    }

    private static @Nullable String id(Validation valid, String field, @Nullable String given) {
        return given == null || given.isBlank() ? null : valid.id(field, given).toString();
    }

    private static @Nullable Instant time(Validation valid, String field, @Nullable String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        try {
            Instant time = Instant.parse(given.strip()).truncatedTo(ChronoUnit.MICROS);
            valid.check(time.isAfter(EARLIEST) && time.isBefore(LATEST), field, "Must lie between 2000 and 2200");
            return time;
        } catch (DateTimeParseException malformed) {
            valid.check(false, field, "Must be a time like 2026-11-01T00:00:00Z");
            return null;
        }
    }
}
