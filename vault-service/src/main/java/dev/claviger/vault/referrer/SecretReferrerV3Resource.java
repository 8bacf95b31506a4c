package dev.claviger.vault.referrer;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What a secret refers to, in the manner of version 3 (http-api.md 4.1). */
@Path("/api/v3/secrets")
@Produces(MediaType.APPLICATION_JSON)
class SecretReferrerV3Resource {
    private final ReferrerDoor door;

    SecretReferrerV3Resource(ReferrerDoor door) {
        this.door = door;
    }

    @GET
    @Path("/raw/{name}/secret-reference-tree")
    public Uni<ReferrerDoor.Tree> tree(
            @PathParam("name") String name, @BeanParam SecretReferrerV4Resource.Subjects subjects) {
        return door.tree(name, subjects);
    }
}
