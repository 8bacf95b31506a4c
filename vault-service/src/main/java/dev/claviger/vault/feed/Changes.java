package dev.claviger.vault.feed;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Outcome;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.vault.feed.Change.Author;
import dev.claviger.vault.feed.Change.ChangedSecret;
import dev.claviger.vault.feed.Change.Folder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which changes the access events of a transaction tell of. Pure. */
final class Changes {
    private static final int MAX_LENGTH = 60_000;
    private static final int OVERHEAD = 100;

    private Changes() {}

    private record Place(
            @Nullable String environment, @Nullable String path) {}

    private record Draft(
            AccessEvent event,
            ChangeKind kind,
            Place place,
            @Nullable Folder folder,
            List<ChangedSecret> secrets) {}

    /** The changes by project, numbered; their revision is not known yet. */
    static Map<UUID, List<Change>> of(List<AccessEvent> events) {
        Map<UUID, List<Draft>> drafts = new LinkedHashMap<>();
        for (AccessEvent event : events) {
            @Nullable UUID project = event.place().projectId();
            if (event.outcome() == Outcome.SUCCESS && project != null && event.orgId() != null) {
                drafts.computeIfAbsent(project, fresh -> new ArrayList<>()).addAll(drafts(event));
            }
        }
        Map<UUID, List<Change>> changes = new LinkedHashMap<>();
        drafts.forEach((project, found) -> {
            if (!found.isEmpty()) {
                changes.put(project, numbered(project, found));
            }
        });
        return changes;
    }

    private static List<Change> numbered(UUID project, List<Draft> drafts) {
        List<Change> changes = new ArrayList<>();
        for (Draft draft : drafts) {
            changes.add(new Change(
                    Objects.requireNonNull(draft.event().orgId()),
                    project,
                    lastRevision(draft.event()),
                    changes.size() + 1,
                    drafts.size(),
                    draft.kind(),
                    draft.place().environment(),
                    null,
                    draft.place().path(),
                    draft.folder(),
                    draft.secrets(),
                    draft.event().id(),
                    author(draft.event())));
        }
        return changes;
    }

    /** That of a project which is gone; of all others the table knows it. */
    private static long lastRevision(AccessEvent event) {
        return event.metadata().get("revision") instanceof Number revision ? revision.longValue() : 0;
    }

    private static Author author(AccessEvent event) {
        return new Author(
                event.actor().type(), event.actor().id(), event.actor().name());
    }

    private static List<Draft> drafts(AccessEvent event) {
        return switch (event.name()) {
            case "create-secret", "create-secrets" -> secrets(event, ChangeKind.SECRET_CREATE);
            case "update-secret", "update-secrets" -> secrets(event, ChangeKind.SECRET_UPDATE);
            case "delete-secret", "delete-secrets" -> secrets(event, ChangeKind.SECRET_DELETE);
            case "move-secrets" -> moves(event);
            case "create-secret-import", "update-secret-import", "delete-secret-import" ->
                here(event, ChangeKind.IMPORT_MUTATION);
            case "create-folder" -> folder(event, ChangeKind.FOLDER_CREATE);
            case "update-folder" -> folder(event, ChangeKind.FOLDER_UPDATE);
            case "delete-folder" -> folder(event, ChangeKind.FOLDER_DELETE);
            case "create-environment" -> here(event, ChangeKind.ENVIRONMENT_CREATE);
            case "update-environment" -> here(event, ChangeKind.ENVIRONMENT_UPDATE);
            case "delete-environment" -> here(event, ChangeKind.ENVIRONMENT_DELETE);
            case "update-project" -> here(event, ChangeKind.PROJECT_UPDATE);
            case "delete-project" -> here(event, ChangeKind.PROJECT_DELETE);
            default -> event.name().startsWith("pit-") ? restored(event) : List.of();
        };
    }

    /** What people have for themselves in place of a shared secret is nobody else's business. */
    private static List<Draft> secrets(AccessEvent event, ChangeKind kind) {
        return "personal".equals(event.metadata().get("type")) ? List.of() : secrets(event, kind, event.secrets());
    }

    private static List<Draft> secrets(AccessEvent event, ChangeKind kind, List<SecretRef> secrets) {
        Map<Place, List<ChangedSecret>> places = secrets.stream()
                .collect(groupingBy(
                        secret -> new Place(secret.environment(), secret.path()),
                        LinkedHashMap::new,
                        mapping(secret -> new ChangedSecret(secret.id(), secret.key(), secret.version()), toList())));
        List<Draft> drafts = new ArrayList<>();
        places.forEach((place, changed) ->
                parts(changed).forEach(part -> drafts.add(new Draft(event, kind, place, null, part))));
        return drafts;
    }

    /** Few enough for one message, and for one line of an event stream. */
    private static List<List<ChangedSecret>> parts(List<ChangedSecret> secrets) {
        List<List<ChangedSecret>> parts = new ArrayList<>(List.of(new ArrayList<>()));
        int length = 0;
        for (ChangedSecret secret : secrets) {
            int own = OVERHEAD + secret.key().length();
            if (length + own > MAX_LENGTH) {
                parts.add(new ArrayList<>());
                length = 0;
            }
            parts.getLast().add(secret);
            length += own;
        }
        return parts;
    }

    /** Gone where they were, new where they are. */
    private static List<Draft> moves(AccessEvent event) {
        String environment = String.valueOf(event.metadata().get("destinationEnvironment"));
        String path = String.valueOf(event.metadata().get("destinationSecretPath"));
        List<SecretRef> arrived = event.secrets().stream()
                .map(secret -> new SecretRef(secret.id(), secret.key(), secret.version(), environment, path))
                .toList();
        List<Draft> drafts = new ArrayList<>(secrets(event, ChangeKind.SECRET_DELETE, event.secrets()));
        drafts.addAll(secrets(event, ChangeKind.SECRET_CREATE, arrived));
        return drafts;
    }

    /** A return to an earlier state changes secrets, or whatever else is in a folder. */
    private static List<Draft> restored(AccessEvent event) {
        return event.secrets().isEmpty()
                ? here(event, ChangeKind.FOLDER_UPDATE)
                : secrets(event, ChangeKind.SECRET_UPDATE, event.secrets());
    }

    private static List<Draft> folder(AccessEvent event, ChangeKind kind) {
        @Nullable Object id = event.metadata().get("folderId");
        @Nullable Object path = event.metadata().get("folderPath");
        @Nullable
        Folder folder = id instanceof UUID folderId && path != null ? new Folder(folderId, path.toString()) : null;
        return List.of(new Draft(event, kind, place(event), folder, List.of()));
    }

    private static List<Draft> here(AccessEvent event, ChangeKind kind) {
        return List.of(new Draft(event, kind, place(event), null, List.of()));
    }

    private static Place place(AccessEvent event) {
        return new Place(event.place().environment(), event.place().path());
    }
}
