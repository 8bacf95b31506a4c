package dev.claviger.vault.history;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.FolderNotFound;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Requests about history as they come; every field may be absent. */
final class HistoryRequests {
    private static final int MAX_MESSAGE = 256;

    private HistoryRequests() {}

    /** Roll back. */
    record Rollback(
            @Nullable String projectId,
            @Nullable String folderId,
            @Nullable String environment,
            @Nullable Boolean deepRollback,
            @Nullable String message) {
        static final Rollback EMPTY = new Rollback(null, null, null, null, null);

        Rollbacks.Wanted parse(String commitId) {
            return new Rollbacks.Wanted(
                    ProjectRef.id("projectId", projectId),
                    HistoryDoor.commitId(commitId),
                    HistoryRequests.folderId(folderId),
                    EnvironmentSlug.parse("environment", environment).text(),
                    Boolean.TRUE.equals(deepRollback),
                    HistoryRequests.message(message));
        }
    }

    /** Names a project and nothing else. */
    record InProject(@Nullable String projectId) {
        static final InProject EMPTY = new InProject(null);

        ProjectRef project() {
            return ProjectRef.id("projectId", projectId);
        }
    }

    static UUID folderId(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw InvalidInput.of("folderId", "Required");
        }
        return PublicId.parse(text).orElseThrow(() -> FolderNotFound.of(text));
    }

    static Histories.FolderRef folder(@Nullable String projectId, @Nullable String environment, @Nullable String path) {
        return new Histories.FolderRef(
                ProjectRef.id("projectId", projectId),
                EnvironmentSlug.parse("environment", environment),
                SecretPath.parse("path", path));
    }

    static boolean flag(String field, @Nullable String text, boolean fallback) {
        Validation validation = new Validation();
        boolean flag = validation.flag(field, text, fallback);
        validation.done();
        return flag;
    }

    static long number(String field, @Nullable String text, long fallback, long least, long most) {
        Validation validation = new Validation();
        long number = validation.number(field, text, fallback, least, most);
        validation.done();
        return number;
    }

    /** Why something is done, in the words of the one who does it. */
    static String message(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return "Rollback to previous commit";
        }
        String message = given.strip();
        if (message.length() > MAX_MESSAGE || message.indexOf('\0') >= 0) {
            throw InvalidInput.of("message", "Must be at most %d characters of text".formatted(MAX_MESSAGE));
        }
        return message;
    }
}
