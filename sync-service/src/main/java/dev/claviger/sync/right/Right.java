package dev.claviger.sync.right;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that one has to be allowed to do.
 *
 * @param projectId null for a right in the organisation
 * @param environment slug of the environment it is about, where it is about one
 * @param path of the folder, where it is about one
 * @param connectionId of the connection of the organisation, where it is about one
 * @param marks the metadata of what it is about; null where they are not known, and then no rule about metadata allows and every one forbids
 */
public record Right(
        String action,
        String subject,
        @Nullable UUID projectId,
        @Nullable String environment,
        @Nullable String path,
        @Nullable UUID connectionId,
        @Nullable List<Mark> marks) {

    public Right {
        marks = marks == null ? null : List.copyOf(marks);
    }

    /** A pair that something is marked with. */
    public record Mark(String key, String value) {}

    public static Right inOrganisation(String action, String subject) {
        return new Right(action, subject, null, null, null, null, null);
    }

    /** A right to one of the connections that belong to the organisation itself. */
    public static Right toConnection(UUID connectionId, String action, String subject) {
        return new Right(action, subject, null, null, null, connectionId, null);
    }

    public static Right inProject(UUID projectId, String action, String subject) {
        return new Right(action, subject, projectId, null, null, null, null);
    }

    public static Right inFolder(UUID projectId, String environment, String path, String action, String subject) {
        return new Right(action, subject, projectId, environment, path, null, null);
    }

    /** On something in the folder that has these marks and no others. */
    public Right on(List<Mark> known) {
        return new Right(action, subject, projectId, environment, path, connectionId, known);
    }
}
