package dev.claviger.audit.ingest;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.trail.Entry;
import dev.claviger.audit.trail.TrailStore;
import dev.claviger.kernel.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
            AuditConfig config,
            Clock clock,
            Ids ids) {
        this.pool = pool;
        this.offsets = offsets;
        this.keys = keys;
        this.quarantine = quarantine;
        this.trail = trail;
        this.producers = producers;
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
                        .chain(() -> sift(transaction, readings, now))
                        .call(intake -> trail.append(transaction, intake.entries(), now))
                        .call(() -> producers.count(transaction, marks(readings), now)))
                .ifNoItem()
                .after(config.deadline())
                .fail();
    }

    private Uni<Intake> sift(SqlConnection transaction, List<Reading> readings, Instant now) {
        List<Quarantined> poison = poison(readings);
        return keys.admit(transaction, eventIds(readings))
                .chain(fresh -> quarantine
                        .keep(transaction, poison, now)
                        .map(kept ->
                                new Intake(entries(readings, fresh, poison, kept, now), readings.size(), kept.size())));
    }

    /** The new events in Kafka's order, then what tells of the new poison. */
    private static List<Entry> entries(
            List<Reading> readings, Set<UUID> fresh, List<Quarantined> poison, Set<UUID> kept, Instant now) {
        Set<UUID> wanted = new HashSet<>(fresh);
        List<Entry> entries = new ArrayList<>();
        for (Reading reading : readings) {
            if (reading instanceof Reading.Sound(Entry entry) && wanted.remove(entry.id())) {
                entries.add(entry);
            }
        }
        poison.stream()
                .filter(record -> kept.contains(record.id()))
                .map(record -> record.entry(now))
                .forEach(entries::add);
        return entries;
    }

    private static Set<UUID> eventIds(List<Reading> readings) {
        Set<UUID> found = new HashSet<>();
        for (Reading reading : readings) {
            if (reading instanceof Reading.Sound(Entry entry)) {
                found.add(entry.id());
            }
        }
        return found;
    }

    private List<Quarantined> poison(List<Reading> readings) {
        return readings.stream()
                .flatMap(reading -> reading instanceof Reading.Poison poison
                        ? Stream.of(new Quarantined(ids.next(), poison.delivery(), poison.reason()))
                        : Stream.empty())
                .toList();
    }

    private static List<Mark> marks(List<Reading> readings) {
        return readings.stream().flatMap(reading -> reading.mark().stream()).toList();
    }

    /** What a batch brought: the entries that were appended, of how many records, and how many of them were poison. */
    record Intake(List<Entry> entries, int records, int poison) {
        int duplicates() {
            return records - entries.size();
        }
    }
}
