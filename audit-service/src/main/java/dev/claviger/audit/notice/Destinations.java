package dev.claviger.audit.notice;

import dev.claviger.audit.alert.Alert.By;
import dev.claviger.audit.alert.AlertChange;
import dev.claviger.audit.alert.AlertRights;
import dev.claviger.audit.channel.Attempt;
import dev.claviger.audit.channel.ChannelKind;
import dev.claviger.audit.channel.Channels;
import dev.claviger.audit.feed.AlertEvent;
import dev.claviger.audit.notice.AlertDestination.Filter;
import dev.claviger.audit.notice.AlertDestination.Health;
import dev.claviger.audit.transport.Destination;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making, changing, showing and testing destinations. For administrators; each call is an event. */
@ApplicationScoped
class Destinations {
    static final String LISTED = "list-alert-destinations";
    static final String SHOWN = "get-alert-destination";
    static final String CREATED = "create-alert-destination";
    static final String UPDATED = "update-alert-destination";
    static final String DELETED = "delete-alert-destination";
    static final String TESTED = "test-alert-destination";
    private static final Health UNTRIED = new Health(0, null, null, null, null, 0, null, 0, null);

    private final AlertRights rights;
    private final CurrentRequest current;
    private final DestinationStore store;
    private final DestinationSeal seal;
    private final Channels channels;
    private final Outbox outbox;
    private final NoticeConfig config;
    private final Clock clock;
    private final Ids ids;

    Destinations(
            AlertRights rights,
            CurrentRequest current,
            DestinationStore store,
            DestinationSeal seal,
            Channels channels,
            Outbox outbox,
            NoticeConfig config,
            Clock clock,
            Ids ids) {
        this.rights = rights;
        this.current = current;
        this.store = store;
        this.seal = seal;
        this.channels = channels;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
    }

    Uni<DestinationView.All> list() {
        return administrator(LISTED)
                .chain(store::of)
                .chain(this::views)
                .call(all -> outbox.record(current.event(LISTED).with("numberOfDestinations", all.size())))
                .map(DestinationView.All::new);
    }

    private Uni<List<DestinationView>> views(List<AlertDestination> destinations) {
        return Multi.createFrom()
                .iterable(destinations)
                .onItem()
                .transformToUniAndConcatenate(this::view)
                .collect()
                .asList();
    }

    private Uni<DestinationView> view(AlertDestination destination) {
        return seal.open(destination).map(opened -> DestinationView.of(destination, opened));
    }

    Uni<DestinationView> show(String id) {
        return administrator(SHOWN)
                .chain(org -> find(org, id))
                .call(destination -> outbox.record(event(SHOWN, destination)))
                .chain(this::view);
    }

    Uni<DestinationView> create(@Nullable DestinationWish wish) {
        DestinationWish asked = wish == null ? DestinationWish.nothing() : wish;
        return administrator(CREATED).chain(org -> create(org, asked));
    }

    private Uni<DestinationView> create(String org, DestinationWish asked) {
        Validation valid = new Validation();
        ChannelKind kind = asked.kind(valid);
        String name = asked.name(valid, Optional.empty());
        Filter filter = asked.filter(valid, Optional.empty());
        Destination destination = asked.destination(valid, kind, Optional.empty());
        valid.done();
        UUID id = ids.next();
        boolean enabled = asked.enabled() == null || asked.enabled();
        return seal.seal(id, destination)
                .map(closed ->
                        new AlertDestination(id, org, kind, name, closed, filter, enabled, now(), now(), UNTRIED))
                .call(this::insert)
                .map(fresh -> DestinationView.of(fresh, destination));
    }

    private Uni<Void> insert(AlertDestination fresh) {
        return outbox.transaction(transaction -> store.insert(transaction, fresh, config.maxDestinations())
                .invoke(this::requireRoom)
                .invoke(() -> transaction.record(describe(CREATED, fresh)))
                .replaceWithVoid());
    }

    private void requireRoom(boolean inserted) {
        if (!inserted) {
            throw new TooManyDestinations(config.maxDestinations());
        }
    }

    Uni<DestinationView> update(String id, @Nullable DestinationWish wish) {
        DestinationWish asked = wish == null ? DestinationWish.nothing() : wish;
        return administrator(UPDATED)
                .chain(org -> find(org, id))
                .chain(before -> seal.open(before).chain(opened -> update(before, opened, asked)));
    }

    private Uni<DestinationView> update(AlertDestination before, Destination opened, DestinationWish asked) {
        Validation valid = new Validation();
        boolean sameKind =
                asked.kind() == null || asked.kind().equals(before.kind().slug());
        valid.check(sameKind, "kind", "Cannot change; make another destination");
        String name = asked.name(valid, Optional.of(before.name()));
        Filter filter = asked.filter(valid, Optional.of(before.filter()));
        Destination destination = asked.destination(valid, before.kind(), Optional.of(opened));
        valid.done();
        boolean enabled = asked.enabled() == null ? before.enabled() : asked.enabled();
        return seal.seal(before.id(), destination)
                .map(closed -> changed(before, name, closed, filter, enabled))
                .call(wanted -> outbox.transaction(transaction -> store.update(transaction, wanted)
                        .invoke(() -> transaction.record(describe(UPDATED, wanted)
                                .changedFrom(shown(before))
                                .with("replaced", opened.differences(destination))
                                .with("settingsChanged", asked.settings() != null)))))
                .chain(wanted -> find(wanted.org(), wanted.id().toString()))
                .chain(this::view);
    }

    private AlertDestination changed(
            AlertDestination before, String name, Buffer sealed, Filter filter, boolean enabled) {
        return new AlertDestination(
                before.id(),
                before.org(),
                before.kind(),
                name,
                sealed,
                filter,
                enabled,
                before.createdAt(),
                now(),
                before.health());
    }

    Uni<Void> delete(String id) {
        return administrator(DELETED)
                .chain(org -> find(org, id))
                .chain(gone -> outbox.transaction(transaction -> store.delete(transaction, gone.org(), gone.id())
                        .invoke(() -> transaction.record(describe(DELETED, gone)))));
    }

    /** Sends an alert that is none, at once and whatever the filters, and tells how it went. */
    Uni<DestinationView.Tested> test(String id) {
        return administrator(TESTED).chain(org -> find(org, id)).chain(this::test);
    }

    private Uni<DestinationView.Tested> test(AlertDestination destination) {
        Instant begin = clock.instant();
        return seal.open(destination)
                .chain(opened -> channels.send(destination.kind(), opened, AlertEvent.test(example(destination))))
                .map(attempt -> tested(attempt, Duration.between(begin, clock.instant())))
                .call(tested -> outbox.record(describe(TESTED, destination).with("delivered", tested.delivered())));
    }

    private static DestinationView.Tested tested(Attempt attempt, Duration took) {
        return new DestinationView.Tested(
                attempt.problem().isEmpty(), attempt.problem().orElse(null), took.toMillis());
    }

    private AlertChange example(AlertDestination destination) {
        return new AlertChange(
                destination.org(),
                ids.next(),
                0,
                "open",
                "R00",
                1,
                "Test of a destination",
                "low",
                "destination:" + destination.id(),
                Optional.empty(),
                0,
                now(),
                now(),
                now(),
                new By("platform", "", ""),
                Map.of());
    }

    private Uni<AlertDestination> find(String org, String id) {
        Validation valid = new Validation();
        UUID wanted = valid.id("id", id);
        valid.done();
        return store.find(org, wanted).map(found -> found.orElseThrow(DestinationNotFound::new));
    }

    private Uni<String> administrator(String eventName) {
        return rights.administrator(eventName).map(caller -> caller.orgId().toString());
    }

    private AccessEvent event(String name, AlertDestination destination) {
        return current.event(name)
                .with("id", destination.id())
                .with("kind", destination.kind().slug());
    }

    /** With all that it wants to be told, so that the log shows how that changed. */
    private AccessEvent describe(String name, AlertDestination destination) {
        AccessEvent event = event(name, destination);
        for (Map.Entry<String, Object> each : shown(destination).entrySet()) {
            event = event.with(each.getKey(), each.getValue());
        }
        return event;
    }

    private static Map<String, Object> shown(AlertDestination destination) {
        Filter filter = destination.filter();
        return Map.of(
                "enabled", destination.enabled(),
                "minSeverity", filter.minSeverity(),
                "rules", String.join(",", filter.rules()),
                "projects", String.join(",", filter.projects()),
                "states", String.join(",", filter.states()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
