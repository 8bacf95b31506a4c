package dev.claviger.vault.folder;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
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
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folders (http-api.md 5.3); both versions of the routes read both spellings of the fields. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class FolderResource {
    private static final String ALL = "/{version:v1|v2}/folders";
    private static final String ONE = ALL + "/{id}";
    private static final String LISTED = "get-folders";

    private final FolderChanges changes;
    private final FolderLookups lookups;
    private final CurrentRequest request;

    /** The query of a list. */
    record Listing(
            @QueryParam("workspaceId") @Nullable String workspaceId,
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("workspaceSlug") @Nullable String workspaceSlug,
            @QueryParam("environment") @Nullable String environment,
            @QueryParam("path") @Nullable String path,
            @QueryParam("directory") @Nullable String directory,
            @QueryParam("recursive") @Nullable String recursive,
            @QueryParam("lastSecretModified") @Nullable String lastSecretModified) {
        Place place() {
            return Place.sought(
                    ProjectRef.spelled("workspaceId", projectId, workspaceId, projectSlug, workspaceSlug),
                    environment,
                    path,
                    directory);
        }

        boolean isRecursive() {
            Validation input = new Validation();
            boolean wanted = input.flag("recursive", recursive, false);
            input.done();
            return wanted;
        }

        /** Only folders whose secrets changed then or later; the beginning of time for all. */
        Instant modifiedSince() {
            if (lastSecretModified == null || lastSecretModified.isBlank()) {
                return Instant.MIN;
            }
            try {
                return Instant.parse(lastSecretModified);
            } catch (DateTimeParseException e) {
                throw InvalidInput.of("lastSecretModified", "Must be a time of RFC 3339");
            }
        }
    }

    record OneFolder(FolderView folder) {
        static OneFolder of(Folder folder) {
            return new OneFolder(FolderView.of(folder));
        }
    }

    record ManyFolders(List<FolderView> folders) {}

    FolderResource(FolderChanges changes, FolderLookups lookups, CurrentRequest request) {
        this.changes = changes;
        this.lookups = lookups;
        this.request = request;
    }

    @GET
    @Path(ALL)
    public Uni<ManyFolders> list(@BeanParam Listing listing) {
        AccessEvent attempt = request.event(LISTED);
        Uni<List<FolderView>> found = listing.isRecursive()
                ? lookups.descendants(request.caller(), listing.place(), listing.modifiedSince(), attempt)
                : lookups.children(request.caller(), listing.place(), listing.modifiedSince(), attempt);
        return found.map(ManyFolders::new);
    }

    @GET
    @Path(ONE)
    public Uni<OneFolder> find(@PathParam("id") String id) {
        return PublicId.parse(id)
                .map(folderId -> lookups.byId(request.caller(), id, folderId, request.event("get-folder")))
                .orElseThrow(() -> FolderNotFound.of(id))
                .map(OneFolder::new);
    }

    @POST
    @Path(ALL)
    public Uni<OneFolder> create(FolderRequests.Creation wanted) {
        return changes.create(
                        request.caller(),
                        wanted.parent(),
                        wanted.checkedName(),
                        wanted.description(),
                        request.event("create-folder"))
                .map(OneFolder::of);
    }

    @PATCH
    @Path(ALL + "/batch")
    public Uni<ManyFolders> renameAll(FolderRequests.Batch batch) {
        return changes.renameAll(request.caller(), batch.project(), batch.steps(), request.event("update-folder"))
                .map(renamed ->
                        new ManyFolders(renamed.stream().map(FolderView::of).toList()));
    }

    @PATCH
    @Path(ONE)
    public Uni<OneFolder> rename(@PathParam("id") String id, FolderRequests.Renaming renaming) {
        return changes.rename(
                        request.caller(),
                        renaming.parent().project(),
                        renaming.step(id),
                        request.event("update-folder"))
                .map(OneFolder::of);
    }

    @DELETE
    @Path(ONE)
    public Uni<OneFolder> delete(@PathParam("id") String idOrName, FolderRequests.Deletion deletion) {
        AccessEvent event = request.event("delete-folder");
        Uni<Folder> deleted = deletion.isGentle()
                ? changes.deleteUnused(request.caller(), deletion.parent(), idOrName, event)
                : changes.delete(request.caller(), deletion.parent(), idOrName, event);
        return deleted.map(OneFolder::of);
    }
}
