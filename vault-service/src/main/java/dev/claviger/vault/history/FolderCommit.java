package dev.claviger.vault.history;

import dev.claviger.vault.image.Author;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A commit as far as one folder goes.
 *
 * @param number orders the commits of the whole project
 * @param environment the slug as it is today
 * @param provenance the job that made it; empty for callers that are not jobs
 */
record FolderCommit(
        UUID id,
        long number,
        UUID folderId,
        UUID envId,
        String environment,
        Author author,
        Map<String, String> provenance,
        String message,
        Instant createdAt) {}
