package dev.claviger.sync.emergency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.principal.Standing;
import dev.claviger.sync.emergency.EmergencyStore.Revised;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The open streams of this replica: tells each what has changed, wherever that was, and sees to it that none outlives its right. */
@ApplicationScoped
class OpenStreams {
    private static final Duration NEVER_FETCHED = Duration.ofSeconds(30);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(60);

    private final EmergencyStore emergencies;
    private final StepStore steps;
    private final EmergencyDoor door;
    private final Standing standing;
    private final EmergencyConfig.Live config;
    private final ObjectMapper mapper;
    private final Set<EmergencyStream> open = ConcurrentHashMap.newKeySet();
    private final PeriodicTask rounds = new PeriodicTask("look after streams of emergencies");

    OpenStreams(
            EmergencyStore emergencies,
            StepStore steps,
            EmergencyDoor door,
            Standing standing,
            EmergencyConfig config,
            ObjectMapper mapper) {
        this.emergencies = emergencies;
        this.steps = steps;
        this.door = door;
        this.standing = standing;
        this.config = config.live();
        this.mapper = mapper;
    }

    /** Fails with {@link TooManyStreams}. */
    synchronized void add(EmergencyStream stream) {
        Caller caller = stream.terms().caller();
        long own = open.stream().filter(other -> other.terms().isOf(caller)).count();
        if (own >= config.maxPerCaller()) {
            throw new TooManyStreams(config.maxPerCaller());
        }
        if (open.size() >= config.maxOpen()) {
            throw new TooManyStreams(config.maxOpen());
        }
        var _ = open.add(stream);
    }

    void remove(EmergencyStream stream) {
        var _ = open.remove(stream);
    }

    void start(@Observes StartupEvent started) {
        rounds.start(config.interval(), this::round);
    }

    void stop(@Observes ShutdownEvent stopping) {
        rounds.stop();
        open.forEach(EmergencyStream::close);
    }

    private Uni<Void> round() {
        open.stream()
                .filter(stream -> stream.isOver() || stream.isOrphan(NEVER_FETCHED.toNanos()))
                .forEach(this::remove);
        List<EmergencyStream> due = open.stream().filter(EmergencyStream::begin).toList();
        if (due.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Set<UUID> ids = due.stream().map(stream -> stream.terms().emergencyId()).collect(Collectors.toSet());
        return emergencies
                .revisions(ids)
                .onFailure()
                .recoverWithItem(Map.of())
                .invoke(known -> due.forEach(stream -> goOn(stream, known)))
                .replaceWithVoid();
    }

    /** First whether it may still hear, then what there is to hear. */
    private void goOn(EmergencyStream stream, Map<UUID, Long> known) {
        long revision = known.getOrDefault(stream.terms().emergencyId(), stream.told());
        watch(stream).chain(() -> feed(stream, revision)).subscribe().with(done -> stream.rest(), over -> {
            Log.debugf("stream of an emergency ends cause=%s", over.getClass().getName());
            stream.close();
            stream.rest();
        });
    }

    /** Fails when the stream has no right to go on. */
    private Uni<Void> watch(EmergencyStream stream) {
        boolean hungry = stream.isHungry();
        if (stream.isOlderThan(config.maxAge().toNanos()) || (!hungry && stream.isStuckFor(MOST_PATIENCE.toNanos()))) {
            stream.close();
        }
        if (stream.rightsAreDue(config.rightsCheck().toNanos())) {
            return ask(stream);
        }
        EmergencyStream.Terms terms = stream.terms();
        return stream.tokenIsDue(config.tokenCheck().toNanos())
                ? standing.check(terms.bearer(), terms.origin())
                        .invoke(caller -> requireSame(terms, caller))
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> ask(EmergencyStream stream) {
        EmergencyStream.Terms terms = stream.terms();
        return standing.check(terms.bearer(), terms.origin())
                .invoke(caller -> requireSame(terms, caller))
                .chain(caller -> door.sight(terms.emergencyId(), caller, terms.bearer(), terms.origin()))
                .invoke(sight -> requireSame(terms.sight(), sight))
                .replaceWithVoid();
    }

    /** Whoever sees more or less than before connects anew. */
    private static void requireSame(EmergencyStream.Terms before, Caller now) {
        if (before.caller().orgRole() != now.orgRole()) {
            throw new IllegalStateException("the caller's role has changed");
        }
    }

    private static void requireSame(Sight before, Sight now) {
        if (!before.equals(now)) {
            throw new IllegalStateException("the caller's rights have changed");
        }
    }

    private Uni<Void> feed(EmergencyStream stream, long revision) {
        if (!stream.isHungry()) {
            return Uni.createFrom().voidItem();
        }
        if (revision > stream.told()) {
            return changes(stream).onFailure().recoverWithNull();
        }
        if (stream.wasSilentFor(config.ping().toNanos())) {
            stream.ping();
        }
        return Uni.createFrom().voidItem();
    }

    /** The revision is read before the steps are: what changes in between is told now and once more. */
    private Uni<Void> changes(EmergencyStream stream) {
        EmergencyStream.Terms terms = stream.terms();
        return emergencies
                .revised(terms.caller().orgId(), terms.emergencyId())
                .chain(revised -> steps.changed(terms.emergencyId(), stream.told())
                        .chain(changed -> steps.of(terms.emergencyId())
                                .invoke(all -> tell(stream, revised, Set.copyOf(changed), all))))
                .replaceWithVoid();
    }

    private void tell(EmergencyStream stream, Revised revised, Set<UUID> changed, List<Step> all) {
        List<Step> seen = stream.terms().sight().of(all);
        stream.tell(
                seen.stream()
                        .filter(step -> changed.contains(step.id()))
                        .map(step -> json(EmergencyView.StepView.of(step)))
                        .toList(),
                json(new EmergencyView.One(EmergencyView.of(revised.emergency(), all))),
                revised.revision());
        if (revised.emergency().endedAt() != null) {
            stream.complete();
        }
    }

    private String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
