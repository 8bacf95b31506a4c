package dev.claviger.vault.feed;

import dev.claviger.vault.feed.Change.ChangedSecret;
import dev.claviger.vault.feed.Change.Folder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a transaction has changed, as the tables show it.
 *
 * @param revision what the transaction made of the project
 */
record Trace(
        ChangeKind kind,
        long revision,
        Where where,
        @Nullable Folder folder,
        @Nullable ChangedSecret secret) {

    /** The place of a change, as {@link Change} has it. */
    record Where(
            @Nullable String environment,
            @Nullable UUID environmentId,
            @Nullable String path) {}
}
