package dev.claviger.vault.referrer;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What refers to a folder or imports it; a route of our own. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
class FolderReferrerResource {
    private final ReferrerDoor door;

    FolderReferrerResource(ReferrerDoor door) {
        this.door = door;
    }

    @GET
    @Path("/x/folder-references")
    public Uni<Referrers> referrers(@BeanParam SecretReferrerV4Resource.Subjects subjects) {
        return door.referrersOfFolder(subjects);
    }
}
