package dev.claviger.sync.gitlab;

import dev.claviger.sync.plan.Destination;

/** A project or group by its number, which survives renaming, or the instance. */
public record GitLabPlace(Destination.Level level, long id) {

    public static GitLabPlace project(long id) {
        return new GitLabPlace(Destination.Level.PROJECT, id);
    }

    public static GitLabPlace group(long id) {
        return new GitLabPlace(Destination.Level.GROUP, id);
    }

    public static GitLabPlace instance() {
        return new GitLabPlace(Destination.Level.INSTANCE, 0);
    }

    boolean isGroup() {
        return level == Destination.Level.GROUP;
    }

    boolean hasScopes() {
        return level != Destination.Level.INSTANCE;
    }

    String variables() {
        return switch (level) {
            case PROJECT -> "/projects/%d/variables".formatted(id);
            case GROUP -> "/groups/%d/variables".formatted(id);
            case INSTANCE -> "/admin/ci/variables";
        };
    }
}
