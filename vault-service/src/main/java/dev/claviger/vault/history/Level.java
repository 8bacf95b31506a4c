package dev.claviger.vault.history;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one folder held at some moment, without what lay below its subfolders; each part by id. */
record Level(Map<UUID, SecretAt> secrets, Map<UUID, ImportAt> imports, Map<UUID, FolderAt> folders) {
    static final Level EMPTY = new Level(Map.of(), Map.of(), Map.of());

    Level {
        secrets = Map.copyOf(secrets);
        imports = Map.copyOf(imports);
        folders = Map.copyOf(folders);
    }

    /** A secret: its name and version. */
    record SecretAt(UUID id, String key, int version) {
        Version versioned() {
            return new Version(id, version);
        }
    }

    /** An import: what it showed, and where in the list. */
    record ImportAt(UUID id, UUID sourceEnvId, String sourcePath, int position, boolean lendsReadAccess) {}

    /** A subfolder. */
    record FolderAt(UUID id, String name, @Nullable String description, int version) {}

    /** One of the contents that a secret had. */
    record Version(UUID secretId, int number) {}
}
