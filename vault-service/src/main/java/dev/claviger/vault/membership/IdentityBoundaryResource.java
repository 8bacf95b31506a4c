package dev.claviger.vault.membership;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** For auth-service, which asks with the token of whoever wants to manage an identity of the organisation. */
@Path("/api/x/identity-boundary")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class IdentityBoundaryResource {
    private final IdentityBoundary boundary;
    private final CurrentRequest current;

    IdentityBoundaryResource(IdentityBoundary boundary, CurrentRequest current) {
        this.boundary = boundary;
        this.current = current;
    }

    /** 204 when the caller has all the rights in projects that the identity has. */
    @POST
    public Uni<Void> check(Question question) {
        Validation input = new Validation();
        UUID identity = input.id("identityId", question.identityId);
        input.done();
        return boundary.requireCovers(
                current.caller(),
                identity,
                current.event("check-identity-boundary").with("identityId", identity));
    }

    /** Whom it is about. */
    public record Question(@Nullable String identityId) {}
}
