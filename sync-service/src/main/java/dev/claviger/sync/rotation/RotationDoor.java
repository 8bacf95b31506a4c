package dev.claviger.sync.rotation;

import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.right.NotAllowed;
import dev.claviger.sync.right.Right;
import dev.claviger.sync.right.Rights;
import dev.claviger.sync.rotating.RotationNotFound;
import dev.claviger.sync.rotating.RotationStore;
import dev.claviger.sync.rotating.SecretRotation;
import dev.claviger.sync.rotationtarget.RotationKind;
import dev.claviger.sync.vault.FolderClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The way to a rotation for the caller of a request. */
@ApplicationScoped
class RotationDoor {
    static final String READ = "read";
    static final String READ_CREDENTIALS = "read-generated-credentials";
    static final String CREATE = "create";
    static final String EDIT = "edit";
    static final String DELETE = "delete";
    static final String ROTATE = "rotate-secrets";
    private static final String SUBJECT = "secret-rotation";

    private final CurrentRequest current;
    private final RotationStore store;
    private final Rights rights;
    private final FolderClient folders;

    RotationDoor(CurrentRequest current, RotationStore store, Rights rights, FolderClient folders) {
        this.current = current;
        this.store = store;
        this.rights = rights;
        this.folders = folders;
    }

    /** One that the caller may do this with. Fails with {@link RotationNotFound}, and as rights are refused. */
    Uni<SecretRotation> find(RotationKind kind, UUID id, String action) {
        return store.find(current.caller().orgId(), id)
                .map(found -> found.filter(each -> each.kind() == kind).orElseThrow(RotationNotFound::new))
                .call(found -> require(found, action));
    }

    /** Nobody has rights in a project that is gone; what is left of it falls to the administrators of the organisation. */
    Uni<SecretRotation> findToDelete(RotationKind kind, UUID id) {
        return find(kind, id, DELETE)
                .onFailure(NotAllowed.class)
                .recoverWithUni(refused -> store.find(current.caller().orgId(), id)
                        .map(found -> found.orElseThrow(RotationNotFound::new))
                        .call(found -> isLeftOver(found).invoke(isLeft -> {
                            if (!isLeft) {
                                throw refused;
                            }
                        })));
    }

    private Uni<Boolean> isLeftOver(SecretRotation rotation) {
        return current.caller().orgRole() == OrgRole.ADMIN
                ? folders.isProjectGone(rotation.projectId(), current.bearer())
                : Uni.createFrom().item(false);
    }

    Uni<Void> require(SecretRotation rotation, String action) {
        return rights.require(right(rotation, action));
    }

    Uni<Void> require(UUID projectId, String environment, String path, String action) {
        return rights.require(Right.inFolder(projectId, environment, path, action, SUBJECT));
    }

    Uni<Boolean> mayRead(SecretRotation rotation) {
        return rights.has(right(rotation, READ));
    }

    private static Right right(SecretRotation rotation, String action) {
        return Right.inFolder(
                rotation.projectId(),
                rotation.source().environmentSlug(),
                rotation.source().path(),
                action,
                SUBJECT);
    }

    /** Reads a name of the path. Fails with {@link InvalidInput}. */
    static RotationKind kind(String slug) {
        return RotationKind.bySlug(slug)
                .orElseThrow(() -> InvalidInput.of(
                        "type",
                        "Must be one of: "
                                + Stream.of(RotationKind.values())
                                        .map(RotationKind::slug)
                                        .collect(Collectors.joining(", "))));
    }

    static UUID id(String field, @Nullable String text) {
        Validation valid = new Validation();
        UUID id = valid.id(field, text);
        valid.done();
        return id;
    }
}
