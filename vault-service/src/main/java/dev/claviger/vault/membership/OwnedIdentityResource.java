package dev.claviger.vault.membership;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.project.ProjectRef;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** For auth-service, which keeps the identities of projects and asks with the token of whoever asked it. */
@Path("/api/x/projects/{projectId}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class OwnedIdentityResource {
    private static final Set<String> ACTIONS = Set.of("create", "read", "edit", "delete");
    private static final int MAX_NAME = 255;

    private final OwnedIdentities identities;
    private final CurrentRequest current;

    OwnedIdentityResource(OwnedIdentities identities, CurrentRequest current) {
        this.identities = identities;
        this.current = current;
    }

    /** 204 when the caller may. */
    @POST
    @Path("/identity-rights")
    public Uni<Void> check(@PathParam("projectId") String projectId, Question question) {
        Validation input = new Validation();
        UUID project = input.id("projectId", projectId);
        String action = input.text("action", question.action);
        input.check(ACTIONS.contains(action), "action", "Must be create, read, edit or delete");
        @Nullable UUID identity = question.identityId == null ? null : input.id("identityId", question.identityId);
        input.done();
        AccessEvent attempt = current.event("check-identity-rights").with("action", action);
        return identities.require(
                current.caller(),
                new ProjectRef.ById(project),
                action,
                identity,
                identity == null ? attempt : attempt.with("identityId", identity));
    }

    /** Takes a new identity of the project in. */
    @POST
    @Path("/identities/{identityId}")
    public Uni<Void> takeIn(
            @PathParam("projectId") String projectId, @PathParam("identityId") String identityId, Newcomer body) {
        Validation input = new Validation();
        UUID project = input.id("projectId", projectId);
        UUID identity = input.id("identityId", identityId);
        String name = input.text("name", body.name);
        input.check(name.length() <= MAX_NAME, "name", "Must have at most 255 characters");
        input.done();
        return identities.takeIn(current.caller(), new ProjectRef.ById(project), identity, name);
    }

    /** Lets a deleted identity of the project go. */
    @DELETE
    @Path("/identities/{identityId}")
    @Consumes(MediaType.WILDCARD)
    public Uni<Void> letGo(@PathParam("projectId") String projectId, @PathParam("identityId") String identityId) {
        Validation input = new Validation();
        UUID project = input.id("projectId", projectId);
        UUID identity = input.id("identityId", identityId);
        input.done();
        return identities.letGo(current.caller(), new ProjectRef.ById(project), identity);
    }

    /** What is asked; without an identity it is about all. */
    public record Question(
            @Nullable String action, @Nullable String identityId) {}

    /** As auth-service calls it. */
    public record Newcomer(@Nullable String name) {}
}
