package dev.claviger.sync.emergency;

import dev.claviger.sync.remedy.RemedyKind;
import dev.claviger.sync.right.Right;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing to be done.
 *
 * @param isAutomatic whether it is done without anybody
 * @param subjectId the lease, rotation, sync or secret
 * @param projectId null where the log does not know it
 * @param secrets the leaked versions that it is for
 * @param waitsFor steps that must have ended before
 * @param eventId the entry of the log that tells of its end
 */
record Step(
        UUID id,
        int position,
        RemedyKind kind,
        boolean isAutomatic,
        UUID subjectId,
        String subjectName,
        @Nullable UUID projectId,
        String environment,
        String secretPath,
        JsonArray secrets,
        List<UUID> waitsFor,
        State state,
        @Nullable String assignee,
        @Nullable String note,
        @Nullable String message,
        int attempts,
        JsonObject progress,
        @Nullable JsonObject proof,
        @Nullable UUID eventId,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Someone endedBy) {
    Step {
        waitsFor = List.copyOf(waitsFor);
    }

    /** How far it is. */
    enum State {
        WAITING,
        RUNNING,
        /** Only people can go on. */
        STUCK,
        DONE,
        SKIPPED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean hasEnded() {
        return state == State.DONE || state == State.SKIPPED;
    }

    /** What somebody needs to do it, or to say that it is done. */
    Right right() {
        return right(kind, projectId, environment, secretPath);
    }

    static Right right(RemedyKind kind, @Nullable UUID projectId, String environment, String path) {
        String action = action(kind);
        String subject = subject(kind);
        return projectId == null
                ? Right.inOrganisation(action, subject)
                : Right.inFolder(projectId, environment, path, action, subject);
    }

    private static String action(RemedyKind kind) {
        return switch (kind) {
            case END_LEASE -> "lease";
            case ROTATE -> "rotate-secrets";
            case SYNC -> "sync-secrets";
            case REPLACE -> "edit";
        };
    }

    private static String subject(RemedyKind kind) {
        return switch (kind) {
            case END_LEASE -> "dynamic-secrets";
            case ROTATE -> "secret-rotation";
            case SYNC -> "secret-syncs";
            case REPLACE -> "secrets";
        };
    }
}
