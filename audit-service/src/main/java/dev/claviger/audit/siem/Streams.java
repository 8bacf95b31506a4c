package dev.claviger.audit.siem;

import dev.claviger.audit.format.Format;
import dev.claviger.audit.transport.Destination;
import dev.claviger.audit.transport.Parcel;
import dev.claviger.audit.transport.Provider;
import dev.claviger.audit.transport.Transports;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making, changing and showing streams. For administrators; each call is an event. */
@ApplicationScoped
class Streams {
    static final String LISTED = "list-audit-log-streams";
    static final String SHOWN = "get-audit-log-stream";
    static final String CREATED = "create-audit-log-stream";
    static final String UPDATED = "update-audit-log-stream";
    static final String DELETED = "delete-audit-log-stream";
    private static final int MOST = 20;

    private final CurrentRequest current;
    private final StreamStore store;
    private final StreamSeal seal;
    private final Transports transports;
    private final Outbox outbox;
    private final Clock clock;
    private final Ids ids;

    Streams(
            CurrentRequest current,
            StreamStore store,
            StreamSeal seal,
            Transports transports,
            Outbox outbox,
            Clock clock,
            Ids ids) {
        this.current = current;
        this.store = store;
        this.seal = seal;
        this.transports = transports;
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

    Uni<StreamView.All> list() {
        return administrator(LISTED)
                .chain(store::of)
                .chain(this::views)
                .call(streams -> outbox.record(current.event(LISTED).with("numberOfStreams", streams.size())))
                .map(StreamView.All::new);
    }

    private Uni<List<StreamView>> views(List<AuditStream> streams) {
        return Multi.createFrom()
                .iterable(streams)
                .onItem()
                .transformToUniAndConcatenate(this::view)
                .collect()
                .asList();
    }

    private Uni<StreamView> view(AuditStream stream) {
        return seal.open(stream).map(destination -> StreamView.of(stream, destination));
    }

    Uni<StreamView.Options> options() {
        return administrator(LISTED)
                .call(org -> outbox.record(current.event(LISTED)))
                .map(org -> StreamView.Options.all());
    }

    Uni<StreamView.One> show(String provider, String id) {
        return administrator(SHOWN)
                .chain(org -> find(org, provider, id))
                .chain(this::view)
                .call(stream -> outbox.record(event(SHOWN, stream.id(), stream.provider())))
                .map(StreamView.One::new);
    }

    /** Tells the destination that it will get something, before anything is stored. */
    Uni<StreamView.One> create(String provider, @Nullable StreamWish wish) {
        StreamWish asked = wish == null ? StreamWish.nothing() : wish;
        return administrator(CREATED).chain(org -> {
            Validation valid = new Validation();
            Optional<Provider> known = Provider.bySlug(provider);
            valid.check(known.isPresent(), "provider", "Must be one of those that the options list");
            Provider kind = known.orElse(Provider.CUSTOM);
            Format format = asked.format(valid, Format.CLOUDEVENTS);
            Destination destination = asked.destination(valid, kind, Optional.empty());
            valid.done();
            Fresh stream = new Fresh(ids.next(), org, kind, format, destination);
            return store.of(org)
                    .invoke(Streams::requireRoom)
                    .chain(() -> test(stream))
                    .chain(() -> create(stream));
        });
    }

    /** A stream that is not stored, or not so. */
    private record Fresh(UUID id, String org, Provider provider, Format format, Destination destination) {}

    private static void requireRoom(List<AuditStream> streams) {
        if (streams.size() >= MOST) {
            throw new TooManyStreams(MOST);
        }
    }

    private Uni<Void> test(Fresh stream) {
        Parcel nothing = new Parcel(stream.id, stream.org, stream.format, List.of());
        return transports
                .send(stream.provider, stream.destination, nothing)
                .invoke(outcome -> outcome.problem().ifPresent(reason -> {
                    throw new StreamRefused(reason);
                }))
                .replaceWithVoid();
    }

    private Uni<StreamView.One> create(Fresh stream) {
        AccessEvent event = describe(CREATED, stream.id, stream.provider).with("format", stream.format.text());
        return seal.seal(stream.id, stream.destination)
                .chain(closed -> outbox.transaction(transaction -> store.insert(
                                transaction, stream.id, stream.org, stream.provider, stream.format, closed, now())
                        .invoke(() -> transaction.record(event))))
                .chain(() -> one(stream.org, stream.id));
    }

    private Uni<StreamView.One> one(String org, UUID id) {
        return store.find(org, id)
                .map(found -> found.orElseThrow(StreamNotFound::new))
                .chain(this::view)
                .map(StreamView.One::new);
    }

    Uni<StreamView.One> update(String provider, String id, @Nullable StreamWish wish) {
        StreamWish asked = wish == null ? StreamWish.nothing() : wish;
        return administrator(UPDATED)
                .chain(org -> find(org, provider, id))
                .chain(stream -> seal.open(stream).chain(before -> update(stream, before, asked)));
    }

    private Uni<StreamView.One> update(AuditStream stream, Destination before, StreamWish asked) {
        Validation valid = new Validation();
        Format format = asked.format(valid, stream.format());
        Destination destination = asked.destination(valid, stream.provider(), Optional.of(before));
        var _ = valid.number("nextIndex", asked.nextIndex(), stream.nextIndex(), 0, stream.logSize());
        valid.done();
        AccessEvent event = describe(UPDATED, stream.id(), stream.provider())
                .with("replaced", before.differences(destination))
                .with("format", format.text());
        Fresh wanted = new Fresh(stream.id(), stream.org(), stream.provider(), format, destination);
        Uni<Void> tested = asked.credentials() == null ? Uni.createFrom().voidItem() : test(wanted);
        return tested.chain(() -> seal.seal(stream.id(), destination))
                .chain(closed -> store(wanted, closed, asked, event))
                .chain(() -> one(stream.org(), stream.id()));
    }

    /** Delivery goes on while a destination is tried: only what was asked for is set, from where the stream is by then. */
    private Uni<Void> store(Fresh wanted, Buffer sealed, StreamWish asked, AccessEvent event) {
        return outbox.transaction(transaction -> store.lock(transaction, wanted.org, wanted.id)
                .map(found -> found.orElseThrow(StreamNotFound::new))
                .chain(now -> {
                    boolean paused = asked.paused() == null ? now.paused() : asked.paused();
                    long next = asked.nextIndex() == null ? now.nextIndex() : asked.nextIndex();
                    transaction.record(event.with("paused", paused)
                            .with("nextIndex", next)
                            .with("leftOut", Math.max(0, next - now.nextIndex())));
                    return store.update(transaction, wanted.org, wanted.id, sealed, paused, next, wanted.format, now());
                }));
    }

    Uni<StreamView.One> delete(String provider, String id) {
        return administrator(DELETED)
                .chain(org -> find(org, provider, id))
                .chain(stream -> view(stream)
                        .call(shown -> outbox.transaction(transaction -> store.delete(
                                        transaction, stream.org(), stream.id())
                                .invoke(() -> transaction.record(describe(DELETED, stream.id(), stream.provider()))))))
                .map(StreamView.One::new);
    }

    private Uni<AuditStream> find(String org, String provider, String id) {
        Validation valid = new Validation();
        UUID stream = valid.id("id", id);
        valid.done();
        return store.find(org, stream)
                .map(found -> found.filter(each -> each.provider().slug().equals(provider))
                        .orElseThrow(StreamNotFound::new));
    }

    /** The organisation of an administrator. Fails with {@link NotAllowed}, which is recorded. */
    private Uni<String> administrator(String eventName) {
        var caller = current.caller();
        return caller.orgRole() == OrgRole.ADMIN
                ? Uni.createFrom().item(caller.orgId().toString())
                : outbox.record(current.event(eventName)
                                .denied("organisation role: expected admin, received "
                                        + caller.orgRole().slug()))
                        .chain(() -> Uni.createFrom().failure(new NotAllowed()));
    }

    private AccessEvent describe(String name, UUID id, Provider provider) {
        return event(name, id, provider.slug());
    }

    private AccessEvent event(String name, UUID id, String provider) {
        return current.event(name).with("id", id).with("provider", provider);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
