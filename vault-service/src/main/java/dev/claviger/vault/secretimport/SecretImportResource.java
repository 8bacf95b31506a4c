package dev.claviger.vault.secretimport;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.folder.Place;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Secret imports (http-api.md 5.4); both versions of the routes read both spellings of the fields. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class SecretImportResource {
    private static final String ALL = "/{version:v1|v2}/secret-imports";
    private static final String ONE = ALL + "/{id}";

    private final SecretImportChanges changes;
    private final SecretImportLookups lookups;
    private final CurrentRequest request;

    /** The query of a list. */
    record Listing(
            @QueryParam("workspaceId") @Nullable String workspaceId,
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("workspaceSlug") @Nullable String workspaceSlug,
            @QueryParam("environment") @Nullable String environment,
            @QueryParam("path") @Nullable String path) {
        Place target() {
            return Place.sought(
                    ProjectRef.spelled("workspaceId", projectId, workspaceId, projectSlug, workspaceSlug),
                    environment,
                    path,
                    null);
        }
    }

    /** The import after a change. */
    record Changed(String message, SecretImportView secretImport) {}

    record Listed(String message, List<SecretImportView> secretImports) {}

    record Message(String message) {}

    record Found(SecretImportView secretImport) {}

    SecretImportResource(SecretImportChanges changes, SecretImportLookups lookups, CurrentRequest request) {
        this.changes = changes;
        this.lookups = lookups;
        this.request = request;
    }

    @POST
    @Path(ALL)
    public Uni<Changed> create(ImportRequests.Change body) {
        Place target = body.target();
        return changes.create(
                        request.caller(),
                        target,
                        body.source(),
                        body.replicates(),
                        request.event("create-secret-import"))
                .map(created ->
                        new Changed("Successfully created secret import", SecretImportView.of(created, target.path())));
    }

    @GET
    @Path(ALL)
    public Uni<Listed> list(@BeanParam Listing listing) {
        return lookups.list(request.caller(), listing.target(), request.event("get-secret-imports"))
                .map(found -> new Listed("Successfully fetched secret imports", found));
    }

    @GET
    @Path(ONE)
    public Uni<Found> find(@PathParam("id") String id) {
        return lookups.byId(request.caller(), parse(id), request.event("get-secret-import"))
                .map(Found::new);
    }

    @PATCH
    @Path(ONE)
    public Uni<Changed> update(@PathParam("id") String id, ImportRequests.Change body) {
        Place target = body.target();
        return changes.update(request.caller(), target, parse(id), body.edit(), request.event("update-secret-import"))
                .map(changed ->
                        new Changed("Successfully updated secret import", SecretImportView.of(changed, target.path())));
    }

    @DELETE
    @Path(ONE)
    public Uni<Changed> delete(@PathParam("id") String id, ImportRequests.Change body) {
        Place target = body.target();
        return changes.delete(request.caller(), target, parse(id), request.event("delete-secret-import"))
                .map(gone ->
                        new Changed("Successfully deleted secret import", SecretImportView.of(gone, target.path())));
    }

    @POST
    @Path(ONE + "/replication-resync")
    public Uni<Message> resync(@PathParam("id") String id, ImportRequests.Change body) {
        return lookups.resync(request.caller(), body.target(), parse(id), request.event("update-secret-import"))
                .replaceWith(new Message("Successfully resynced the replicated secret import"));
    }

    private static UUID parse(String id) {
        return PublicId.parse(id).orElseThrow(() -> new SecretImportNotFound(id));
    }
}
