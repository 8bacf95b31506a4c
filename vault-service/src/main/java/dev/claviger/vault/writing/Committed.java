package dev.claviger.vault.writing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.vault.approval.RequestView;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of changes that were to be one commit: done, or waiting for the approval of others as a whole.
 *
 * @param commitId how the history of the folder calls it; null where nothing turned out to be different
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Committed(
        String message,
        @Nullable UUID commitId,
        @Nullable Integer secretChangesCount,
        @Nullable Integer folderChangesCount,
        @Nullable Integer totalChanges,
        @Nullable RequestView approval) {

    static Committed done(@Nullable UUID commitId, int secrets, int folders) {
        return new Committed("success", commitId, secrets, folders, secrets + folders, null);
    }

    static Committed waiting(RequestView request) {
        return new Committed("The changes wait for approval", null, null, null, null, request);
    }
}
