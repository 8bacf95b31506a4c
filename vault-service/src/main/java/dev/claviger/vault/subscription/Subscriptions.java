package dev.claviger.vault.subscription;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.PermissionDenied;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.Projects;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Opens event streams for those who may have them, and records that. */
@ApplicationScoped
class Subscriptions {
    private final Projects projects;
    private final Gate gate;
    private final Outbox outbox;
    private final StreamStore store;
    private final EventStreams streams;
    private final LiveChangeConsumer live;
    private final SubscriptionConfig config;
    private final Ids ids;

    Subscriptions(
            Projects projects,
            Gate gate,
            Outbox outbox,
            StreamStore store,
            EventStreams streams,
            LiveChangeConsumer live,
            SubscriptionConfig config,
            Ids ids) {
        this.projects = projects;
        this.gate = gate;
        this.outbox = outbox;
        this.store = store;
        this.streams = streams;
        this.live = live;
        this.config = config;
        this.ids = ids;
    }

    /**
     * A stream that misses nothing from now on and begins to talk when it is opened. Fails with {@link PermissionDenied},
     * {@link TooManyStreams} and {@link StreamsUnavailable} among others.
     */
    Uni<EventStream> subscribe(Caller caller, SubscriptionRequest request, Secret bearer, AccessEvent event) {
        return gate.settle(event, Uni.createFrom().deferred(() -> projects.open(caller, request.project())))
                .chain(open -> subscribe(caller, open, request, bearer, event.in(open.id(), null, null)));
    }

    private Uni<EventStream> subscribe(
            Caller caller, OpenProject open, SubscriptionRequest request, Secret bearer, AccessEvent attempt) {
        return gate.settle(
                attempt,
                Uni.createFrom()
                        .item(request::registrations)
                        .call(wanted -> requireRights(open, wanted, attempt))
                        .map(wanted -> new EventStream.Terms(
                                ids.next(), open.id(), wanted, bearer, attempt.origin(), config.maxWaiting()))
                        .chain(terms -> admit(caller, terms, attempt)));
    }

    private Uni<Void> requireRights(OpenProject open, List<Registration> wanted, AccessEvent attempt) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Registration one : wanted) {
            done = done.chain(() -> requireRight(open, one, attempt));
        }
        return done;
    }

    private Uni<Void> requireRight(OpenProject open, Registration one, AccessEvent attempt) {
        return Audience.mayFollow(open.permissions(), one.kind(), one.resource())
                ? Uni.createFrom().voidItem()
                : gate.refuse(PermissionDenied.outright(Audience.action(one.kind()), Audience.SUBJECT), attempt);
    }

    /** It is among the streams before it is recorded, so that a client that has the answer has everything since. */
    private Uni<EventStream> admit(Caller caller, EventStream.Terms terms, AccessEvent attempt) {
        if (!live.isReady()) {
            return Uni.createFrom().failure(new StreamsUnavailable());
        }
        AccessEvent event = attempt.with(
                "register",
                terms.registrations().stream().map(Registration::toString).toList());
        return outbox.transaction(tx -> store.add(
                                tx, terms.id(), terms.projectId(), caller, streams.lease(), config.maxPerCaller())
                        .invoke(() -> tx.record(event)))
                .map(added -> {
                    EventStream stream = new EventStream(
                            terms, caller, self -> change -> streams.words(self, change), () -> streams.remove(terms));
                    streams.add(stream);
                    return stream;
                });
    }
}
