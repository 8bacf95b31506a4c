package dev.claviger.vault.subscription;

import dev.claviger.kernel.principal.Standing;
import dev.claviger.vault.feed.Change;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The open streams of this replica: hands each change to those it concerns, and sees to it that none outlives its right. */
@ApplicationScoped
class EventStreams {
    private final Audience audience;
    private final Standing standing;
    private final StreamStore store;
    private final SubscriptionConfig config;
    private final Map<UUID, Set<EventStream>> byProject = new ConcurrentHashMap<>();
    private @Nullable Cancellable timer;

    EventStreams(
            Audience audience, Standing standing, StreamStore store, SubscriptionConfig config, MeterRegistry meters) {
        var _ = Gauge.builder("claviger.event.streams", byProject, EventStreams::count)
                .description("Event streams that are open at this replica")
                .register(meters);
        this.audience = audience;
        this.standing = standing;
        this.store = store;
        this.config = config;
    }

    private static int count(Map<UUID, Set<EventStream>> streams) {
        return streams.values().stream().mapToInt(Set::size).sum();
    }

    /** How long a stream counts after the last sign of life of its replica. */
    Duration lease() {
        return config.ping().multipliedBy(3);
    }

    /** A stream that hears of changes from now on, and says nothing until it is opened. */
    void add(EventStream stream) {
        var _ = byProject
                .computeIfAbsent(stream.terms().projectId(), fresh -> ConcurrentHashMap.newKeySet())
                .add(stream);
    }

    /** Forgets a stream that has ended. */
    void remove(EventStream.Terms terms) {
        var _ = byProject.computeIfPresent(terms.projectId(), (project, streams) -> {
            var _ = streams.removeIf(stream -> stream.terms().id().equals(terms.id()));
            return streams.isEmpty() ? null : streams;
        });
        store.remove(terms.id())
                .subscribe()
                .with(removed -> {}, failed -> Log.debugf("stream still counts id=%s", terms.id()));
    }

    /** What the stream says of a change, by the rights of now. */
    Uni<List<String>> words(EventStream stream, Change change) {
        return audience.hear(stream.caller(), change).map(heard -> StreamText.of(change.kind(), heard));
    }

    void tell(Change change) {
        byProject.getOrDefault(change.projectId(), Set.of()).forEach(stream -> stream.offer(change));
    }

    void start(@Observes StartupEvent started) {
        timer = Multi.createFrom()
                .ticks()
                .every(config.tokenCheck())
                .onOverflow()
                .drop()
                .subscribe()
                .with(tick -> byProject.values().forEach(streams -> streams.forEach(this::look)));
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (timer != null) {
            timer.cancel();
        }
        byProject.values().forEach(streams -> streams.forEach(EventStream::close));
    }

    private void look(EventStream stream) {
        long now = System.nanoTime();
        if (stream.age(now) >= config.maxAge().toNanos()) {
            stream.close();
        } else if (stream.stuckFor(now) >= config.ping().toNanos()) {
            stream.cut();
        } else {
            standing.check(stream.terms().bearer(), stream.terms().origin())
                    .invoke(stream::isStill)
                    .subscribe()
                    .with(still -> beat(stream, now), over -> stream.close());
        }
    }

    private void beat(EventStream stream, long now) {
        if (stream.nanosSincePing(now) >= config.ping().toNanos()) {
            stream.ping();
            store.renew(stream.terms().id(), lease())
                    .chain(() ->
                            audience.isMember(stream.caller(), stream.terms().projectId()))
                    .subscribe()
                    .with(
                            member -> {
                                if (!member) {
                                    stream.close();
                                }
                            },
                            away -> Log.debugf(
                                    "stream not renewed id=%s", stream.terms().id()));
        }
    }
}
