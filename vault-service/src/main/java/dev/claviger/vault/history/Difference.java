package dev.claviger.vault.history;

import dev.claviger.vault.history.Level.FolderAt;
import dev.claviger.vault.history.Level.ImportAt;
import dev.claviger.vault.history.Level.SecretAt;
import org.jspecify.annotations.Nullable;

/** One thing that differs between two moments: absent before, absent after, or changed. */
sealed interface Difference {
    @Nullable
    Object before();

    @Nullable
    Object after();

    default Kind kind() {
        if (before() == null) {
            return Kind.CREATED;
        }
        return after() == null ? Kind.DELETED : Kind.UPDATED;
    }

    enum Kind {
        CREATED,
        UPDATED,
        DELETED
    }

    record OfSecret(@Nullable SecretAt before, @Nullable SecretAt after) implements Difference {
        /** As it was last within the two. */
        SecretAt latest() {
            return after == null ? present(before) : after;
        }
    }

    record OfFolder(@Nullable FolderAt before, @Nullable FolderAt after) implements Difference {
        FolderAt latest() {
            return after == null ? present(before) : after;
        }
    }

    record OfImport(@Nullable ImportAt before, @Nullable ImportAt after) implements Difference {
        ImportAt latest() {
            return after == null ? present(before) : after;
        }
    }

    private static <T> T present(@Nullable T state) {
        if (state == null) {
            throw new IllegalStateException("a difference between nothing and nothing");
        }
        return state;
    }
}
