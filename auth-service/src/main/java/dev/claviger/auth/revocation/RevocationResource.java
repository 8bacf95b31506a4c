package dev.claviger.auth.revocation;

import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;

/** One call for the moment when a machine may have lost its tokens. It has no peer in the Infisical API. */
@Path("/api/x/identities")
@Produces(MediaType.APPLICATION_JSON)
class RevocationResource {
    private final Revocations revocations;

    RevocationResource(Revocations revocations) {
        this.revocations = revocations;
    }

    @POST
    @Path("/{id}/revoke-tokens")
    @Consumes(MediaType.WILDCARD)
    public Uni<Revoked> revokeTokens(@RestPath String id) {
        return revocations.revokeAll(identityId(id)).map(Revoked::new);
    }

    private static UUID identityId(String given) {
        Validation input = new Validation();
        UUID id = input.id("identityId", given);
        input.done();
        return id;
    }

    /** How many logins were ended. */
    public record Revoked(int revokedTokens) {}
}
