package dev.claviger.audit.ingest;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.trail.Entry;
import dev.claviger.audit.trail.StepTimes;
import dev.claviger.audit.trail.StepTimes.Step;
import dev.claviger.audit.trail.TrailStore;
import dev.claviger.kernel.Ids;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The sequencing transaction: everything that a batch of records changes, or nothing (audit-log.md 3.5).
 *
 * <p>All replicas lock in the same order (offsets, ids, logs, producers; each sorted), so that they wait for but do not block each
 * other.
 */
@ApplicationScoped
class SequenceStore {
    private final Pool pool;
    private final OffsetStore offsets;
    private final EventKeyStore keys;
    private final QuarantineStore quarantine;
    private final TrailStore trail;
    private final ProducerStore producers;
    private final StepTimes times;
    private final AuditConfig.Ingest config;
    private final Clock clock;
    private final Ids ids;

    SequenceStore(
            Pool pool,
            OffsetStore offsets,
            EventKeyStore keys,
            QuarantineStore quarantine,
            TrailStore trail,
            ProducerStore producers,
            StepTimes times,
            AuditConfig config,
            Clock clock,
            Ids ids) {
        this.pool = pool;
        this.offsets = offsets;
        this.keys = keys;
        this.quarantine = quarantine;
        this.trail = trail;
        this.producers = producers;
        this.times = times;
        this.config = config.ingest();
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Moves the offsets and takes in the readings. Fails with {@link OffsetStore.OffsetsMoved} when a claim does not hold, and as the
     * driver fails; then nothing has changed, unless the answer to the commit was lost: the next claim tells.
     */
    Uni<Intake> sequence(List<Claim> claims, List<Reading> readings) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return pool.withTransaction(transaction -> offsets.move(transaction, claims)
                        .chain(() -> times.time(Step.DEDUPE, sift(transaction, readings, now)))
                        .call(intake -> trail.append(transaction, intake.entries(), now))
                        .call(() -> producers.count(transaction, marks(readings), pulses(readings), now))
                        .map(intake -> new Written(intake, Timer.start())))
                .map(this::committed)
                .ifNoItem()
                .after(config.deadline())
                .fail();
    }

    /** What a transaction has done, and since when it is being committed. */
    private record Written(Intake intake, Timer.Sample since) {}

    private Intake committed(Written written) {
        times.stop(Step.COMMIT, written.since);
        return written.intake;
    }

    private Uni<Intake> sift(SqlConnection transaction, List<Reading> readings, Instant now) {
        return keys.admit(transaction, digests(readings)).chain(admission -> {
            List<Quarantined> aside = aside(readings, admission);
            return quarantine
                    .keep(transaction, aside, now)
                    .map(kept -> new Intake(
                            entries(readings, admission.fresh(), aside, kept, now),
                            readings.size() - pulses(readings).size(),
                            kept.size()));
        });
    }

    /** Of the first event with each id. */
    private static Map<UUID, Buffer> digests(List<Reading> readings) {
        Map<UUID, Buffer> first = new HashMap<>();
        for (Reading reading : readings) {
            if (reading instanceof Reading.Sound event) {
                first.putIfAbsent(event.entry().id(), event.digest());
            }
        }
        return first;
    }

    /** The new events in Kafka's order, then what tells of what is new in the quarantine. */
    private static List<Entry> entries(
            List<Reading> readings, Set<UUID> fresh, List<Quarantined> aside, Set<UUID> kept, Instant now) {
        Set<UUID> wanted = new HashSet<>(fresh);
        List<Entry> entries = new ArrayList<>();
        for (Reading reading : readings) {
            if (reading instanceof Reading.Sound event
                    && wanted.remove(event.entry().id())) {
                entries.add(event.entry());
            }
        }
        aside.stream()
                .filter(record -> kept.contains(record.id()))
                .map(record -> record.entry(now))
                .forEach(entries::add);
        return entries;
    }

    /** Poison, and events under the id of another one. */
    private List<Quarantined> aside(List<Reading> readings, EventKeyStore.Admission admission) {
        List<Quarantined> aside = new ArrayList<>();
        for (Reading reading : readings) {
            switch (reading) {
                case Reading.Poison poison ->
                    aside.add(new Quarantined(ids.next(), poison.delivery(), poison.reason()));
                case Reading.Heartbeat heartbeat -> {}
                case Reading.Sound event -> {
                    if (admission.isTaken(event.entry().id(), event.digest())) {
                        aside.add(new Quarantined(ids.next(), event.delivery(), "another event has its id"));
                    }
                }
            }
        }
        return aside;
    }

    private static List<Mark> marks(List<Reading> readings) {
        return readings.stream().flatMap(reading -> reading.mark().stream()).toList();
    }

    private static List<Pulse> pulses(List<Reading> readings) {
        return readings.stream()
                .flatMap(reading ->
                        reading instanceof Reading.Heartbeat heartbeat ? Stream.of(heartbeat.pulse()) : Stream.empty())
                .toList();
    }

    /** What a batch brought: the entries that were appended, of how many records, and how many of them were poison. */
    record Intake(List<Entry> entries, int records, int poison) {
        int duplicates() {
            return records - entries.size();
        }
    }
}
