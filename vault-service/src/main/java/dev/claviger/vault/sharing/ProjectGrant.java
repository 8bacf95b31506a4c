package dev.claviger.vault.sharing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A grant as answers show it.
 *
 * @param sourceProjectSlug how references name the project that shares
 * @param createdBy null for those who see it from the other project
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProjectGrant(
        UUID id,
        UUID sourceProjectId,
        String sourceProjectName,
        String sourceProjectSlug,
        UUID sourceFolderId,
        String environmentName,
        String environmentSlug,
        String folderName,
        String secretPath,
        UUID targetProjectId,
        String targetProjectName,
        boolean lendsReadAccess,
        @Nullable String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    ProjectGrant asReceived() {
        return new ProjectGrant(
                id,
                sourceProjectId,
                sourceProjectName,
                sourceProjectSlug,
                sourceFolderId,
                environmentName,
                environmentSlug,
                folderName,
                secretPath,
                targetProjectId,
                targetProjectName,
                lendsReadAccess,
                null,
                createdAt,
                updatedAt);
    }
}
