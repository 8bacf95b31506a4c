package dev.claviger.vault.feed;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One message of the topic: a change of one kind in one place. A commit that changed several places, or very many secrets, is several
 * messages of the same revision, numbered from 1. Never a value.
 *
 * @param environment its slug at the time; null where the change is about the whole project
 * @param environmentId null as the slug, and where the environment is gone
 * @param secretPath the folder that was changed; for a change of a folder the one it lies in
 * @param folder for a change of a folder, which one
 * @param secrets what changed there; empty where the change is not about secrets
 * @param eventId the access event that says who did it, from where and out of which job
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Change(
        UUID orgId,
        UUID projectId,
        long revision,
        int part,
        int parts,
        ChangeKind kind,
        @Nullable String environment,
        @Nullable UUID environmentId,
        @Nullable String secretPath,
        @Nullable Folder folder,
        List<ChangedSecret> secrets,
        UUID eventId,
        Author actor) {

    public Change {
        secrets = List.copyOf(secrets);
    }

    /** A secret and its version after the change; of one that is gone, the last it had. */
    public record ChangedSecret(UUID id, String key, int version) {}

    /** A folder with its path after the change; of one that is gone, the last it had. */
    public record Folder(UUID id, String path) {}

    /** Who changed it, with the types of http-api.md 9.2. */
    public record Author(String type, String id, String name) {}

    /** Names this message for good: the same change has the same id however often it is sent. */
    public String id() {
        return "%s:%d:%d".formatted(projectId, revision, part);
    }
}
