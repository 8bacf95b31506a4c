package dev.claviger.vault.history;

import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import dev.claviger.vault.secret.SecretNotFound;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Secrets that were deleted; routes of our own. */
@Path("/api/x/deleted-secrets")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class DeletedSecretResource {
    private final HistoryDoor door;
    private final DeletedSecrets deleted;

    DeletedSecretResource(HistoryDoor door, DeletedSecrets deleted) {
        this.door = door;
        this.deleted = deleted;
    }

    @GET
    public Uni<DeletedSecrets.Deletions> list(@BeanParam PitResource.InFolder folder) {
        return door.recorded("get-deleted-secrets", attempt -> deleted.list(folder.folder(), attempt));
    }

    @POST
    @Path("/{id}/restore")
    public Uni<DeletedSecrets.Deletion> restore(@PathParam("id") String id, HistoryRequests.@Nullable InProject body) {
        HistoryRequests.InProject given = body == null ? HistoryRequests.InProject.EMPTY : body;
        return door.recorded("restore-secret", attempt -> deleted.restore(given.project(), secretId(id), attempt));
    }

    @DELETE
    @Path("/{id}")
    public Uni<DeletedSecrets.Deletion> destroy(
            @PathParam("id") String id, @QueryParam("projectId") @Nullable String projectId) {
        return door.recorded(
                "destroy-secret",
                attempt -> deleted.destroy(ProjectRef.id("projectId", projectId), secretId(id), attempt));
    }

    private static UUID secretId(String text) {
        return PublicId.parse(text).orElseThrow(SecretNotFound::ofNoId);
    }
}
