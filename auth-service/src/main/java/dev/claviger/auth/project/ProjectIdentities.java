package dev.claviger.auth.project;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.http.CurrentRequest;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The identities of a project as the project sees them: what the caller may do with them, and their membership. */
@ApplicationScoped
public class ProjectIdentities {
    private static final String MEMBERSHIP = "identities/";
    private static final String BOUNDARY = "/api/x/identity-boundary";

    private final VaultClient vault;
    private final CurrentRequest current;

    ProjectIdentities(VaultClient vault, CurrentRequest current) {
        this.vault = vault;
        this.current = current;
    }

    /** What can be done to an identity of a project. */
    public enum Action {
        CREATE("create"),
        READ("read"),
        EDIT("edit"),
        DELETE("delete");

        private final String text;

        Action(String text) {
            this.text = text;
        }
    }

    record Question(String action, UUID identityId) {}

    record Newcomer(String name) {}

    /**
     * Completes when the caller may do this with the identity, which has no more rights there than the caller where it is changed. Fails
     * with {@link DeniedByProject} and {@link VaultUnavailable}.
     */
    public Uni<Void> require(UUID projectId, UUID identityId, Action action) {
        return vault.post(
                projectId,
                "identity-rights",
                new Question(action.text, identityId),
                current.bearer(),
                current.origin());
    }

    /** As {@link #require}, to see all of them. */
    public Uni<Void> requireList(UUID projectId) {
        return vault.post(
                projectId, "identity-rights", new ListQuestion(Action.READ.text), current.bearer(), current.origin());
    }

    /**
     * Completes when the caller has all the rights that an identity of the organisation has in projects, itself and through its groups.
     * Fails with {@link DeniedByProject} and {@link VaultUnavailable}.
     */
    public Uni<Void> requireCovers(UUID identityId) {
        return vault.post(BOUNDARY, new BoundaryQuestion(identityId), current.bearer(), current.origin())
                .onFailure(ProjectIdentities::isUnknownRoute)
                .transform(older -> new VaultUnavailable());
    }

    /** The answer of a vault-service that is not yet of the version that can be asked. */
    private static boolean isUnknownRoute(Throwable refusal) {
        return refusal instanceof DeniedByProject denied && denied.kind() == Failure.Kind.NOT_FOUND;
    }

    record BoundaryQuestion(UUID identityId) {}

    record ListQuestion(String action) {}

    /**
     * Makes the membership of a new identity. Where vault-service is away nothing is lost: it makes the membership when somebody asks for
     * it. Fails with {@link DeniedByProject}, for example when the project is gone by now.
     */
    public Uni<Void> takeIn(UUID projectId, UUID identityId, String name) {
        return vault.post(projectId, MEMBERSHIP + identityId, new Newcomer(name), current.bearer(), current.origin())
                .onFailure(VaultUnavailable.class)
                .invoke(away -> Log.warnf("membership of an identity not made yet identity=%s", identityId))
                .onFailure(VaultUnavailable.class)
                .recoverWithNull();
    }

    /** Ends the membership of an identity that is gone; one that stays behind gives nobody anything. Never fails. */
    public Uni<Void> letGo(UUID projectId, UUID identityId) {
        return vault.delete(projectId, MEMBERSHIP + identityId, current.bearer(), current.origin())
                .onFailure()
                .invoke(left -> Log.warnf(
                        "membership of a deleted identity left behind identity=%s cause=%s",
                        identityId, left.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }
}
