package dev.claviger.vault.servicetoken;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.ServiceGrant;
import dev.claviger.kernel.caller.ServiceGrant.Scope;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.project.ProjectRef;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** For auth-service, which asks with the token of whoever asked it. The answer tells callers no more than their own rights. */
@Path("/api/x/projects/{projectId}/service-token-rights")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ServiceTokenRightsResource {
    private static final Set<String> ACTIONS = Set.of("create", "read", "edit", "delete");
    private static final int MAX_SCOPES = 100;

    private final ServiceTokenRights rights;
    private final CurrentRequest current;

    ServiceTokenRightsResource(ServiceTokenRights rights, CurrentRequest current) {
        this.rights = rights;
        this.current = current;
    }

    /** 204 when the caller may. */
    @POST
    public Uni<Void> check(@PathParam("projectId") String projectId, Question question) {
        Validation input = new Validation();
        UUID id = input.id("projectId", projectId);
        String action = input.text("action", question.action);
        List<Scope> scopes = question.scopes == null ? List.of() : question.scopes;
        List<String> permissions = question.permissions == null ? List.of() : question.permissions;
        input.check(ACTIONS.contains(action), "action", "Must be create, read, edit or delete");
        input.check(scopes.size() <= MAX_SCOPES, "scopes", "Must have at most 100 entries");
        for (Scope scope : scopes) {
            var _ = input.text("scopes", scope.environment());
            var _ = input.text("scopes", scope.secretPath());
        }
        input.done();
        ServiceGrant grant = new ServiceGrant(id, scopes, permissions.contains("read"), permissions.contains("write"));
        return decide(action, grant);
    }

    private Uni<Void> decide(String action, ServiceGrant grant) {
        Caller caller = current.caller();
        ProjectRef ref = new ProjectRef.ById(grant.projectId());
        AccessEvent attempt = current.event("check-service-token-rights").with("action", action);
        return action.equals("create")
                ? rights.requireGrant(caller, ref, grant, attempt)
                : rights.require(caller, ref, action, attempt);
    }

    /** What is asked: the action, and for a token to be made what it would allow. */
    public record Question(
            @Nullable String action,
            @Nullable List<Scope> scopes,
            @Nullable List<String> permissions) {}
}
