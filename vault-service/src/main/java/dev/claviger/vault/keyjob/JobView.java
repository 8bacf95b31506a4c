package dev.claviger.vault.keyjob;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as its askers see it.
 *
 * @param damaged what does not open, the first thousand of {@code unopenable}
 */
public record JobView(
        UUID id,
        String kind,
        String state,
        String step,
        long total,
        long done,
        long unopenable,
        List<Damage> damaged,
        @Nullable String problem,
        String startedBy,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant endedAt) {

    public static JobView of(Job job) {
        Progress progress = job.progress();
        return new JobView(
                job.id(),
                job.kind().word(),
                progress.state().word(),
                progress.step(),
                progress.total(),
                progress.done(),
                progress.unopenable(),
                progress.damages(),
                job.problem(),
                job.starter().name(),
                job.createdAt(),
                job.updatedAt(),
                job.endedAt());
    }
}
