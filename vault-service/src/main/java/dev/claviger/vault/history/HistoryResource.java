package dev.claviger.vault.history;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What differs in a folder between any two points in time; a route of our own. */
@Path("/api/x/history")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class HistoryResource {
    private final HistoryDoor door;
    private final Histories histories;

    /** Between which points, and how much to tell. */
    record Comparing(
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("deep") @Nullable String deep,
            @QueryParam("viewSecretValue") @Nullable String viewSecretValue) {}

    HistoryResource(HistoryDoor door, Histories histories) {
        this.door = door;
        this.histories = histories;
    }

    @GET
    @Path("/compare")
    public Uni<RestResponse<List<DifferenceObject>>> compare(
            @BeanParam PitResource.InFolder folder, @BeanParam Comparing wanted) {
        return SnapshotResource.notForCaches(door.recorded(
                "pit-compare-folder-states",
                attempt -> histories.compare(
                        folder.folder(),
                        Point.parse("from", wanted.from()),
                        Point.parse("to", wanted.to()),
                        HistoryRequests.flag("deep", wanted.deep(), false),
                        HistoryRequests.flag("viewSecretValue", wanted.viewSecretValue(), true),
                        attempt)));
    }
}
