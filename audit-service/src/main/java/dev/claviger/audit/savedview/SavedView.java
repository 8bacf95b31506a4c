package dev.claviger.audit.savedview;

import dev.claviger.kernel.caller.Caller;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A search with a name.
 *
 * @param filters parameters of a search, by name
 * @param sharedWith {@code nobody}, {@code project} or {@code organization}
 * @param projectId whose readers see it too; null unless it is shared with a project
 */
record SavedView(
        UUID id,
        String name,
        Map<String, String> filters,
        Owner owner,
        String sharedWith,
        @Nullable UUID projectId,
        Instant createdAt,
        Instant updatedAt) {
    static final String PROJECT = "project";
    static final String ORGANIZATION = "organization";

    SavedView {
        filters = new TreeMap<>(filters);
    }

    /** Who made it, and alone may change it. */
    record Owner(String type, UUID id) {
        static Owner of(Caller caller) {
            return new Owner(caller.kind().text(), caller.id());
        }
    }
}
