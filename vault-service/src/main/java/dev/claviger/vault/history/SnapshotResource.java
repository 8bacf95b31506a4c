package dev.claviger.vault.history;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Points in time for clients that know snapshots only (http-api.md 5.7). */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
class SnapshotResource {
    private static final String ONE = "/v1/secret-snapshot/{id}";
    private static final String ALL = "/v1/workspace/{id}/secret-snapshots";

    private final HistoryDoor door;
    private final Histories histories;
    private final Snapshots snapshots;

    /** The query of a list. */
    record Listing(
            @QueryParam("environment") @Nullable String environment,
            @QueryParam("path") @Nullable String path,
            @QueryParam("offset") @Nullable String offset,
            @QueryParam("limit") @Nullable String limit) {
        Histories.FolderRef folder(String projectId) {
            return HistoryRequests.folder(projectId, environment, path);
        }

        Histories.Page page() {
            return new Histories.Page(
                    null,
                    false,
                    HistoryRequests.number("offset", offset, 0, 0, 999_999_999),
                    HistoryRequests.number("limit", limit, 20, 1, 100));
        }
    }

    record Found(SnapshotObject secretSnapshot) {}

    record RolledBack(Snapshots.Summary secretSnapshot) {}

    record Listed(List<Snapshots.Summary> secretSnapshots) {}

    record Counted(long count) {}

    SnapshotResource(HistoryDoor door, Histories histories, Snapshots snapshots) {
        this.door = door;
        this.histories = histories;
        this.snapshots = snapshots;
    }

    @GET
    @Path(ONE)
    public Uni<RestResponse<Found>> find(@PathParam("id") String id) {
        return notForCaches(
                door.recorded("pit-get-folder-state", attempt -> snapshots.read(HistoryDoor.commitId(id), attempt))
                        .map(Found::new));
    }

    /** Values are not for caches on the way or on disk. */
    static <T> Uni<RestResponse<T>> notForCaches(Uni<T> answer) {
        return answer.map(found -> RestResponse.ResponseBuilder.ok(found, MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build());
    }

    @POST
    @Path(ONE + "/rollback")
    public Uni<RolledBack> rollBack(@PathParam("id") String id) {
        return door.recorded("pit-rollback-commit", attempt -> snapshots.rollBack(HistoryDoor.commitId(id), attempt))
                .map(RolledBack::new);
    }

    @GET
    @Path(ALL)
    public Uni<Listed> list(@PathParam("id") String projectId, @BeanParam Listing listing) {
        return door.recorded(
                        "get-project-pit-commits",
                        attempt -> histories.list(listing.folder(projectId), listing.page(), attempt))
                .map(page -> new Listed(
                        page.commits().stream().map(Snapshots.Summary::of).toList()));
    }

    @GET
    @Path(ALL + "/count")
    public Uni<Counted> count(@PathParam("id") String projectId, @BeanParam Listing listing) {
        return door.recorded(
                        "get-project-pit-commit-count", attempt -> histories.count(listing.folder(projectId), attempt))
                .map(count -> new Counted(count.count()));
    }
}
