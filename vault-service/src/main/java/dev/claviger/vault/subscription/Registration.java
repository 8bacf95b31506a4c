package dev.claviger.vault.subscription;

import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.feed.Change;
import dev.claviger.vault.feed.ChangeKind;
import dev.claviger.vault.feed.PathPattern;
import dev.claviger.vault.permission.Resource;
import org.jspecify.annotations.Nullable;

/**
 * One kind of change that a client wants to hear of.
 *
 * @param where null for everywhere in the project
 */
record Registration(ChangeKind kind, @Nullable Where where) {

    /** The folders of an environment. */
    record Where(EnvironmentSlug environment, PathPattern paths) {
        boolean has(String slug, String path) {
            return environment.text().equals(slug) && paths.matches(path);
        }
    }

    /** What the right to subscribe is asked for. */
    Resource resource() {
        return where == null
                ? Resource.NONE
                : Resource.folder(where.environment().text(), where.paths().text());
    }

    boolean covers(Change change) {
        return kind == change.kind()
                && change.environment() != null
                && change.secretPath() != null
                && (where == null || where.has(change.environment(), change.secretPath()));
    }

    @Override
    public String toString() {
        return where == null ? kind.text() : "%s in %s:%s".formatted(kind.text(), where.environment(), where.paths());
    }
}
