package dev.claviger.vault.subscription;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.vault.feed.Change;
import dev.claviger.vault.feed.Change.ChangedSecret;
import dev.claviger.vault.feed.ChangeKind;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.image.StoredTag;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Decision;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectNotFound;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.revision.RevisionMoved;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who may hear what, with the rights of now (security.md T4). */
@ApplicationScoped
class Audience {
    static final String SUBJECT = "secret-events";
    private static final String NEWER_SUBJECT = "secret-event-subscriptions";
    private static final int TRIES = 8;

    private final Projects projects;
    private final Images images;

    Audience(Projects projects, Images images) {
        this.projects = projects;
        this.images = images;
    }

    /** The action word of http-api.md 6.7. */
    static String action(ChangeKind kind) {
        return switch (kind) {
            case SECRET_CREATE -> "subscribe-on-created";
            case SECRET_UPDATE -> "subscribe-on-updated";
            case SECRET_DELETE -> "subscribe-on-deleted";
            case IMPORT_MUTATION -> "subscribe-on-import-mutations";
            default -> throw new IllegalArgumentException("nobody can subscribe to " + kind);
        };
    }

    /** Rules name the subject by its older word or its newer one; what is forbidden under either stays forbidden. */
    static boolean mayFollow(Permissions permissions, ChangeKind kind, Resource where) {
        Decision older = permissions.decide(action(kind), SUBJECT, where);
        Decision newer = permissions.decide(action(kind), NEWER_SUBJECT, where);
        return (older.allowed() || newer.allowed()) && !isForbidden(older) && !isForbidden(newer);
    }

    private static boolean isForbidden(Decision decision) {
        return !decision.allowed() && decision.decidingRule() != null;
    }

    /** Whether the caller holds anything in the project. */
    Uni<Boolean> isMember(Caller caller, UUID projectId) {
        return projects.open(caller, new ProjectRef.ById(projectId))
                .map(open -> !open.permissions().isNothing())
                .onFailure(ProjectNotFound.class)
                .recoverWithItem(false);
    }

    /** What of the change the caller may hear, as the objects of the message; none for nothing. */
    Uni<List<Heard>> hear(Caller caller, Change change) {
        return Uni.createFrom()
                .deferred(() -> projects.open(caller, new ProjectRef.ById(change.projectId())))
                .chain(open -> hear(open, change, place(change)))
                .onFailure(RevisionMoved.class)
                .retry()
                .atMost(TRIES)
                .onFailure(ProjectNotFound.class)
                .recoverWithItem(List.of());
    }

    /** One object of a message. An import has no key. */
    record Heard(Place place, @Nullable String key) {}

    private Uni<List<Heard>> hear(OpenProject open, Change change, Place place) {
        Resource folder = Resource.folder(place.environment(), place.path());
        if (!mayFollow(open.permissions(), change.kind(), folder)) {
            return Uni.createFrom().item(List.of());
        }
        if (change.kind() == ChangeKind.IMPORT_MUTATION) {
            boolean may = open.permissions().allows(Action.READ, Subject.SECRET_IMPORTS, folder);
            return Uni.createFrom().item(may ? List.of(new Heard(place, null)) : List.of());
        }
        return described(open, change, place)
                .map(secrets -> secrets.stream()
                        .map(secret -> new Heard(place, secret.key()))
                        .toList());
    }

    /**
     * Rights may depend on tags. Without knowing them, what they would allow is not allowed and what they would forbid is forbidden; only
     * for what is left the tags of now are looked up. Those of a secret that is gone are not known any more.
     */
    private Uni<List<ChangedSecret>> described(OpenProject open, Change change, Place place) {
        boolean plain = change.secrets().stream().allMatch(secret -> mayDescribe(open.permissions(), place, secret));
        if (plain || change.kind() == ChangeKind.SECRET_DELETE) {
            return Uni.createFrom()
                    .item(change.secrets().stream()
                            .filter(secret -> mayDescribe(open.permissions(), place, secret))
                            .toList());
        }
        return images.folders(open.project(), Set.of(place))
                .map(found -> change.secrets().stream()
                        .filter(secret -> mayDescribe(open.permissions(), place, secret, found.get(place)))
                        .toList());
    }

    private static boolean mayDescribe(Permissions permissions, Place place, ChangedSecret secret) {
        return permissions.allows(
                Action.DESCRIBE_SECRET,
                Subject.SECRETS,
                Resource.secret(place.environment(), place.path(), secret.key()));
    }

    private static boolean mayDescribe(
            Permissions permissions, Place place, ChangedSecret secret, @Nullable FolderImage image) {
        @Nullable
        StoredSecret present =
                image instanceof FolderImage.Folder folder ? folder.secrets().get(secret.key()) : null;
        if (present == null || !present.id().equals(secret.id())) {
            return mayDescribe(permissions, place, secret);
        }
        Set<String> tags = present.tags().stream().map(StoredTag::slug).collect(Collectors.toSet());
        return permissions.allows(
                Action.DESCRIBE_SECRET,
                Subject.SECRETS,
                Resource.secret(place.environment(), place.path(), secret.key(), tags));
    }

    private static Place place(Change change) {
        if (change.environment() == null || change.secretPath() == null) {
            throw new IllegalArgumentException("a change of nowhere");
        }
        return new Place(change.environment(), change.secretPath());
    }
}
