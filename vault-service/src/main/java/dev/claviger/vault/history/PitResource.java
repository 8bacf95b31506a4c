package dev.claviger.vault.history;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.project.ProjectRef;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Points in time (http-api.md 5.7); for machines as well as for people. */
@Path("/api/v1/pit/commits")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class PitResource {
    private final HistoryDoor door;
    private final Histories histories;
    private final Rollbacks rollbacks;

    /** A folder as it is named today. */
    record InFolder(
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("environment") @Nullable String environment,
            @QueryParam("path") @Nullable String path) {
        Histories.FolderRef folder() {
            return HistoryRequests.folder(projectId, environment, path);
        }
    }

    /** Which part of a list. */
    record Paging(
            @QueryParam("offset") @Nullable String offset,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("search") @Nullable String search,
            @QueryParam("sort") @Nullable String sort) {
        Histories.Page page() {
            if (sort != null && !sort.isEmpty() && !sort.equals("asc") && !sort.equals("desc")) {
                throw InvalidInput.of("sort", "Must be asc or desc");
            }
            if (search != null && search.indexOf('\0') >= 0) {
                throw InvalidInput.of("search", "Must be text");
            }
            return new Histories.Page(
                    search == null || search.isBlank() ? null : search.strip(),
                    "asc".equals(sort),
                    HistoryRequests.number("offset", offset, 0, 0, 999_999_999),
                    HistoryRequests.number("limit", limit, 20, 1, 100));
        }
    }

    /** What to compare with. */
    record Comparing(
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("folderId") @Nullable String folderId,
            @QueryParam("deepRollback") @Nullable String deepRollback,
            @QueryParam("viewSecretValue") @Nullable String viewSecretValue) {}

    PitResource(HistoryDoor door, Histories histories, Rollbacks rollbacks) {
        this.door = door;
        this.histories = histories;
        this.rollbacks = rollbacks;
    }

    @GET
    @Path("/count")
    public Uni<Histories.Count> count(@BeanParam InFolder folder) {
        return door.recorded("get-project-pit-commit-count", attempt -> histories.count(folder.folder(), attempt));
    }

    @GET
    public Uni<Histories.CommitPage> list(@BeanParam InFolder folder, @BeanParam Paging paging) {
        return door.recorded(
                "get-project-pit-commits", attempt -> histories.list(folder.folder(), paging.page(), attempt));
    }

    @GET
    @Path("/{id}/changes")
    public Uni<RestResponse<Histories.Changes>> changes(
            @PathParam("id") String id,
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("viewSecretValue") @Nullable String viewSecretValue) {
        return SnapshotResource.notForCaches(door.recorded(
                "get-project-pit-commit-changes",
                attempt -> histories.changes(
                        ProjectRef.id("projectId", projectId),
                        HistoryDoor.commitId(id),
                        HistoryRequests.flag("viewSecretValue", viewSecretValue, true),
                        attempt)));
    }

    @GET
    @Path("/{id}")
    public Uni<List<Histories.Held>> state(
            @PathParam("id") String id,
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("folderId") @Nullable String folderId) {
        return door.recorded(
                "pit-get-folder-state",
                attempt -> histories.state(
                        ProjectRef.id("projectId", projectId),
                        HistoryDoor.commitId(id),
                        HistoryRequests.folderId(folderId),
                        attempt));
    }

    @GET
    @Path("/{id}/compare")
    public Uni<RestResponse<List<DifferenceObject>>> compare(@PathParam("id") String id, @BeanParam Comparing wanted) {
        return SnapshotResource.notForCaches(door.recorded(
                "pit-compare-folder-states",
                attempt -> histories.compare(
                        ProjectRef.id("projectId", wanted.projectId()),
                        HistoryDoor.commitId(id),
                        HistoryRequests.folderId(wanted.folderId()),
                        HistoryRequests.flag("deepRollback", wanted.deepRollback(), false),
                        HistoryRequests.flag("viewSecretValue", wanted.viewSecretValue(), true),
                        attempt)));
    }

    @POST
    @Path("/{id}/rollback")
    public Uni<Rollbacks.Outcome> rollBack(@PathParam("id") String id, HistoryRequests.@Nullable Rollback body) {
        HistoryRequests.Rollback given = body == null ? HistoryRequests.Rollback.EMPTY : body;
        return door.recorded(
                "pit-rollback-commit",
                attempt -> rollbacks.rollBack(given.parse(id), attempt).map(Rollbacks.Rolled::outcome));
    }

    @POST
    @Path("/{id}/revert")
    public Uni<Rollbacks.Reverted> revert(@PathParam("id") String id, HistoryRequests.@Nullable InProject body) {
        HistoryRequests.InProject given = body == null ? HistoryRequests.InProject.EMPTY : body;
        return door.recorded(
                "pit-revert-commit", attempt -> rollbacks.revert(given.project(), HistoryDoor.commitId(id), attempt));
    }
}
