package dev.claviger.vault.secretimport;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.SecretPath;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import as clients see it (http-api.md 5.4). One that lends is what clients know as replication. Nothing is copied, so it succeeds
 * from when it is made; {@code lastReplicated} is when it was made or changed.
 *
 * @param secretPath the folder the import stands in
 * @param projectId only where one import was asked for by its id, like the environment
 */
record SecretImportView(
        UUID id,
        int version,
        SecretPath importPath,
        Stage importEnv,
        int position,
        UUID folderId,
        @JsonProperty("isReplication") boolean isReplication,
        @JsonProperty("isReserved") boolean isReserved,
        @Nullable Instant lastReplicated,
        @Nullable String replicationStatus,
        @JsonProperty("isReplicationSuccess") @Nullable Boolean isReplicationSuccess,
        Instant createdAt,
        Instant updatedAt,
        SecretPath secretPath,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID projectId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Stage environment) {

    /** An environment in short. */
    record Stage(UUID id, String name, EnvironmentSlug slug) {}

    static SecretImportView of(SecretImport found, SecretPath target) {
        return of(found, target, null, null);
    }

    static SecretImportView of(SecretImportStore.Located found) {
        Stage home = new Stage(found.envId(), found.envName(), found.envSlug());
        return of(found.secretImport(), found.path(), found.projectId(), home);
    }

    private static SecretImportView of(
            SecretImport found, SecretPath target, @Nullable UUID projectId, @Nullable Stage home) {
        SecretImport.Source source = found.source();
        return new SecretImportView(
                found.id(),
                found.version(),
                source.path(),
                new Stage(source.envId(), source.envName(), source.envSlug()),
                found.position(),
                found.folderId(),
                found.lendsReadAccess(),
                false,
                found.lendsReadAccess() ? found.updatedAt() : null,
                null,
                found.lendsReadAccess() ? true : null,
                found.createdAt(),
                found.updatedAt(),
                target,
                projectId,
                home);
    }
}
