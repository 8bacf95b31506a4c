package dev.claviger.vault.keyjob;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Work on keys.
 *
 * @param orgId the organisation it is about; null for all
 * @param projectId the project it is about; null where it is about many
 * @param problem why the last step failed; it is tried again
 */
public record Job(
        UUID id,
        Kind kind,
        @Nullable UUID orgId,
        @Nullable UUID projectId,
        Starter starter,
        Progress progress,
        @Nullable String problem,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant endedAt) {

    /** Who asked for it; the platform itself has an empty id. */
    public record Starter(String type, String id, String name) {}

    /** The project; for jobs that are about one. */
    public UUID project() {
        if (projectId == null) {
            throw new IllegalStateException("the job is about no project");
        }
        return projectId;
    }

    Job at(Progress next) {
        return new Job(id, kind, orgId, projectId, starter, next, null, createdAt, updatedAt, endedAt);
    }
}
