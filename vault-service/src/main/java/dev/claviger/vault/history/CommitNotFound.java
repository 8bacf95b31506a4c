package dev.claviger.vault.history;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** The project has no such commit. */
final class CommitNotFound extends Failure {
    private CommitNotFound(String text) {
        super(Kind.NOT_FOUND, text);
    }

    static CommitNotFound of(UUID id) {
        return new CommitNotFound("Commit with ID '%s' not found".formatted(id));
    }

    /** For a text that is no id; it is not repeated. */
    static CommitNotFound ofNoId() {
        return new CommitNotFound("Commit not found: that is no ID");
    }
}
