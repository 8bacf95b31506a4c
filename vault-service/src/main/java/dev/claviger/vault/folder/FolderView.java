package dev.claviger.vault.folder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.claviger.vault.folder.FolderStore.Dated;
import dev.claviger.vault.folder.FolderStore.Located;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A folder as clients see it (http-api.md 5.3).
 *
 * @param relativePath where it lies below the folder that was asked for; only in recursive lists
 * @param projectId only where one folder was asked for by its id, like the environment
 */
record FolderView(
        UUID id,
        String name,
        UUID envId,
        @Nullable UUID parentId,
        int version,
        @JsonProperty("isReserved") boolean isReserved,
        @Nullable String description,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant lastSecretModified,
        SecretPath path,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String relativePath,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID projectId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Home environment) {

    /** The environment a folder lies in. */
    record Home(UUID envId, String envName, String envSlug) {}

    static FolderView of(Folder folder) {
        return of(new Dated(folder, null));
    }

    static FolderView of(Dated dated) {
        return of(dated, null, null, null);
    }

    static FolderView below(SecretPath parent, Dated dated) {
        String path = dated.folder().path().text();
        return of(dated, parent.isRoot() ? path : path.substring(parent.text().length()), null, null);
    }

    static FolderView of(Located located) {
        Folder folder = located.folder();
        Home home = new Home(folder.envId(), located.environmentName(), located.environmentSlug());
        return of(located.dated(), null, folder.projectId(), home);
    }

    private static FolderView of(
            Dated dated, @Nullable String relativePath, @Nullable UUID projectId, @Nullable Home home) {
        Folder folder = dated.folder();
        return new FolderView(
                folder.id(),
                folder.name(),
                folder.envId(),
                folder.parentId(),
                folder.version(),
                false,
                folder.description(),
                folder.createdAt(),
                folder.updatedAt(),
                dated.lastSecretModified(),
                folder.path(),
                relativePath,
                projectId,
                home);
    }
}
