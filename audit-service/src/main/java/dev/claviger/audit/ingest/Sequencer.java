package dev.claviger.audit.ingest;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.trail.StepTimes;
import dev.claviger.audit.trail.StepTimes.Step;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Brings a batch into the trail, whatever it takes: waits while PostgreSQL is away, finds out where it stands when another consumer
 * interferes, and sets aside the one record that the database refuses.
 */
@ApplicationScoped
class Sequencer {
    /** Data exceptions, integrity violations and exceeded limits: the record's fault, and waiting does not help. */
    private static final Set<String> DEFECT_CLASSES = Set.of("22", "23", "54");

    private final Positions positions;
    private final OffsetStore offsets;
    private final SequenceStore store;
    private final EventReader reader;
    private final Progress progress;
    private final StepTimes times;
    private final AuditConfig.Ingest config;

    Sequencer(
            Positions positions,
            OffsetStore offsets,
            SequenceStore store,
            EventReader reader,
            Progress progress,
            StepTimes times,
            AuditConfig config) {
        this.positions = positions;
        this.offsets = offsets;
        this.store = store;
        this.reader = reader;
        this.progress = progress;
        this.times = times;
        this.config = config.ingest();
    }

    /** Completes when the batch is in the trail or belongs to another replica; fails only by a defect of ours. */
    Uni<Void> sequence(Batch batch) {
        return persist(batch, Optional.empty())
                .onFailure(Sequencer::isRefusal)
                .recoverWithUni(refused -> sequenceSingly(batch, refused));
    }

    /** One of the records is refused: each for itself, so that only that one is set aside. */
    private Uni<Void> sequenceSingly(Batch batch, Throwable refused) {
        if (batch.isSingle()) {
            String state = refused instanceof PgException sql ? sql.getSqlState() : "";
            Log.errorf("record refused by the database sqlstate=%s", state);
            return persist(batch, Optional.of("the database refused it, sqlstate " + state));
        }
        return Multi.createFrom()
                .iterable(batch.singles())
                .onItem()
                .transformToUniAndConcatenate(this::sequence)
                .collect()
                .last();
    }

    private Uni<Void> persist(Batch batch, Optional<String> reason) {
        return Uni.createFrom()
                .deferred(() -> attempt(batch.from(positions::holds), reason))
                .onFailure(Sequencer::mayPass)
                .invoke(failed -> interrupted(batch, failed))
                .onFailure(Sequencer::mayPass)
                .retry()
                .withBackOff(config.firstWait(), config.longestWait())
                .indefinitely();
    }

    private Uni<Void> attempt(Batch ours, Optional<String> reason) {
        if (ours.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Set<TopicPartition> uncertain = positions.uncertain(ours.sources());
        return uncertain.isEmpty()
                ? claim(ours, reason)
                : offsets.open(uncertain).invoke(positions::correct).chain(() -> claim(ours, reason));
    }

    private Uni<Void> claim(Batch ours, Optional<String> reason) {
        List<Claim> claims = positions.claim(ours);
        List<Reading> readings = times.time(Step.PARSE, () -> read(ours, reason));
        return store.sequence(claims, readings)
                .invoke(() -> positions.advance(claims))
                .invoke(progress::made)
                .replaceWithVoid();
    }

    private List<Reading> read(Batch ours, Optional<String> reason) {
        return ours.deliveries().stream()
                .map(delivery -> reason.<Reading>map(why -> new Reading.Poison(delivery, why, Optional.empty()))
                        .orElseGet(() -> reader.read(delivery)))
                .toList();
    }

    private void interrupted(Batch batch, Throwable cause) {
        positions.doubt(batch.sources());
        progress.interrupted();
        Log.warnf(
                "batch not sequenced yet records=%d cause=%s",
                batch.deliveries().size(), cause.getClass().getName());
    }

    private static boolean mayPass(Throwable failure) {
        return !isRefusal(failure);
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof PgException sql
                && sql.getSqlState() != null
                && DEFECT_CLASSES.contains(sql.getSqlState().substring(0, 2));
    }
}
