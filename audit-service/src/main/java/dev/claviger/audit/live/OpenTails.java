package dev.claviger.audit.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.audit.query.AuditLog;
import dev.claviger.audit.query.Found;
import dev.claviger.audit.query.PageTooLarge;
import dev.claviger.audit.query.SearchStore;
import dev.claviger.audit.right.AuditRights;
import dev.claviger.audit.right.Reader;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.principal.Standing;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The open streams of this replica: gives each what its log has grown by, and sees to it that none outlives its right. */
@ApplicationScoped
class OpenTails {
    private static final int PAGE = 200;

    /** Entries looked through at a time, so that a reader who wants what is rare gets on through a long log. */
    private static final int SLICE = 20_000;

    private static final Duration NEVER_FETCHED = Duration.ofSeconds(30);

    /** How long it may take after an entry until vault-service has heard the same of a group. */
    private static final Duration NEWS_TRAVEL = Duration.ofSeconds(2);

    private static final Duration MOST_PATIENCE = Duration.ofSeconds(60);

    /** More than the clocks of two replicas differ. */
    private static final Duration MOST_SKEW = Duration.ofMinutes(10);

    private final SearchStore store;
    private final Standing standing;
    private final AuditRights rights;
    private final RightsChangeStore changes;
    private final LiveConfig config;
    private final Clock clock;
    private final ObjectMapper mapper;
    private final Set<Tail> open = ConcurrentHashMap.newKeySet();
    private final PeriodicTask timer = new PeriodicTask("look for live readers");

    OpenTails(
            SearchStore store,
            Standing standing,
            AuditRights rights,
            RightsChangeStore changes,
            LiveConfig config,
            Clock clock,
            ObjectMapper mapper) {
        this.store = store;
        this.standing = standing;
        this.rights = rights;
        this.changes = changes;
        this.config = config;
        this.clock = clock;
        this.mapper = mapper;
    }

    /** Fails with {@link TooManyTails}. */
    synchronized void add(Tail tail) {
        Caller caller = tail.terms().reader().caller();
        long others = open.stream().filter(other -> other.terms().isOf(caller)).count();
        if (others >= config.maxPerCaller()) {
            throw new TooManyTails(config.maxPerCaller());
        }
        var _ = open.add(tail);
    }

    void remove(Tail tail) {
        var _ = open.remove(tail);
    }

    void start(@Observes StartupEvent started) {
        timer.start(config.interval(), this::round);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
        open.forEach(Tail::close);
    }

    private Uni<Void> round() {
        open.stream()
                .filter(tail -> tail.isOver() || tail.isOrphan(NEVER_FETCHED.toNanos()))
                .forEach(this::remove);
        List<Tail> due = open.stream().filter(Tail::begin).toList();
        if (due.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Set<UUID> logs =
                due.stream().map(tail -> tail.terms().reader().organisation()).collect(Collectors.toSet());
        return store.sizes(logs)
                .onFailure()
                .recoverWithItem(Map.of())
                .invoke(sizes -> due.forEach(tail ->
                        goOn(tail, sizes.getOrDefault(tail.terms().reader().organisation(), 0L))))
                .replaceWithVoid();
    }

    /** First whether it may still hear, then what there is to hear. */
    private void goOn(Tail tail, long size) {
        watch(tail, size).subscribe().with(still -> feed(tail, size), over -> {
            Log.debugf("stream of the log ends cause=%s", over.getClass().getName());
            tail.close();
            tail.rest();
        });
    }

    /** Fails when the stream has no right to go on. */
    private Uni<Void> watch(Tail tail, long size) {
        boolean hungry = tail.isHungry();
        if (tail.isOlderThan(config.maxAge().toNanos()) || (!hungry && tail.isStuckFor(MOST_PATIENCE.toNanos()))) {
            tail.close();
        }
        return tail.terms().reader().projectId() == null ? watchRole(tail) : watchProject(tail, size);
    }

    private Uni<Void> watchRole(Tail tail) {
        return tail.tokenIsDue(config.tokenCheck().toNanos())
                ? ask(tail)
                : Uni.createFrom().voidItem();
    }

    /** Vault-service is asked when the log tells of a change, and from time to time because grants may be for a while. */
    private Uni<Void> watchProject(Tail tail, long size) {
        Tail.Terms terms = tail.terms();
        UUID project = Objects.requireNonNull(terms.reader().projectId());
        long from = tail.watchedUntil(size);
        Uni<Boolean> changed = size > from
                ? changes.isChanged(terms.reader().organisation(), project, from, size, tail.receivedSince())
                : Uni.createFrom().item(false);
        return changed.chain(isChanged -> {
            if (isChanged) {
                tail.suspectFor(NEWS_TRAVEL.toNanos());
            }
            Duration interval = tail.isSuspect() ? config.tokenCheck() : config.projectCheck();
            if (isChanged || tail.rightsAreDue(interval.toNanos())) {
                return ask(tail);
            }
            return tail.tokenIsDue(config.tokenCheck().toNanos())
                    ? standing.check(terms.bearer(), terms.origin()).replaceWithVoid()
                    : Uni.createFrom().voidItem();
        });
    }

    private Uni<Void> ask(Tail tail) {
        Tail.Terms terms = tail.terms();
        return standing.check(terms.bearer(), terms.origin())
                .chain(caller -> rights.reader(caller, terms.projectId(), terms.bearer(), terms.origin()))
                .invoke(reader -> requireSame(terms.reader(), reader))
                .replaceWithVoid();
    }

    /** Who may read more or less than before connects anew. */
    private static void requireSame(Reader before, Reader now) {
        if (!Objects.equals(before.projectId(), now.projectId())) {
            throw new IllegalStateException("the reader's rights have changed");
        }
    }

    private void feed(Tail tail, long size) {
        if (!tail.isHungry()) {
            tail.rest();
        } else if (size <= tail.next()) {
            if (tail.wasSilentFor(config.ping().toNanos())) {
                tail.ping();
            }
            tail.rest();
        } else {
            long below = Math.min(size, tail.next() + SLICE);
            Instant asOf = below == size ? clock.instant().minus(MOST_SKEW) : tail.receivedSince();
            fetch(tail, below, PAGE)
                    .invoke(fetched -> tell(tail, fetched, below, asOf))
                    .onTermination()
                    .invoke(tail::rest)
                    .subscribe()
                    .with(told -> {}, failed -> notFollowed(tail, failed));
        }
    }

    private void notFollowed(Tail tail, Throwable failed) {
        Log.debugf("log not followed cause=%s", failed.getClass().getName());
        if (tail.wasSilentFor(config.ping().toNanos())) {
            tail.ping();
        }
    }

    /** @param whole whether there is no more */
    private record Fetched(List<Found> found, boolean whole) {}

    /** Where entries are very big, fewer at a time. */
    private Uni<Fetched> fetch(Tail tail, long below, int most) {
        Tail.Terms terms = tail.terms();
        return store.part(terms.reader().organisation(), terms.filter(), tail.next(), below, tail.receivedSince(), most)
                .map(found -> new Fetched(found, found.size() < most))
                .onFailure(problem -> problem instanceof PageTooLarge && most > 1)
                .recoverWithUni(() -> fetch(tail, below, most / 2));
    }

    private void tell(Tail tail, Fetched fetched, long below, Instant asOf) {
        List<Found> found = fetched.found();
        boolean all = fetched.whole();
        tail.tell(
                found.stream()
                        .map(entry -> new Tail.Line(entry.index(), json(AuditLog.of(entry))))
                        .toList(),
                all ? below : found.getLast().index() + 1,
                all ? asOf : tail.receivedSince());
        if (found.isEmpty() && tail.wasSilentFor(config.ping().toNanos())) {
            tail.ping();
        }
    }

    private String json(AuditLog entry) {
        try {
            return mapper.writeValueAsString(entry);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException("an entry is plain data", impossible);
        }
    }
}
