package dev.claviger.sync.run;

import dev.claviger.sync.secretsync.SyncDoor;
import dev.claviger.sync.secretsync.SyncView;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** Runs of syncs (http-api.md 7.2); plans, undoing and comparing are ours. */
@Path("/api/v1/secret-syncs")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class RunResource {
    private final Runs runs;

    RunResource(Runs runs) {
        this.runs = runs;
    }

    /** Answers at once; the run follows. */
    @POST
    @Path("{destination}/{syncId}/sync-secrets")
    @Operation(summary = "Make the destination what the source says")
    public Uni<SyncView.One> sync(@RestPath String destination, @RestPath String syncId) {
        SyncDoor.requireGitLab(destination);
        return runs.sync(syncId);
    }

    /** Answers at once; the run follows. What is not the sync's own stays, and the sync does not run by itself any more. */
    @POST
    @Path("{destination}/{syncId}/remove-secrets")
    @Operation(summary = "Delete at the destination what the sync wrote there")
    public Uni<SyncView.One> remove(@RestPath String destination, @RestPath String syncId) {
        SyncDoor.requireGitLab(destination);
        return runs.remove(syncId);
    }

    /** Answers at once; the run follows. The sync does not run by itself any more. */
    @POST
    @Path("{destination}/{syncId}/undo")
    @Operation(summary = "Take the last run back")
    public Uni<SyncView.One> undo(@RestPath String destination, @RestPath String syncId) {
        SyncDoor.requireGitLab(destination);
        return runs.undo(syncId);
    }

    /** Answers at once; what was found is told by the runs. */
    @POST
    @Path("{destination}/{syncId}/compare")
    @Operation(summary = "Look what somebody changed at the destination")
    public Uni<SyncView.One> compare(@RestPath String destination, @RestPath String syncId) {
        SyncDoor.requireGitLab(destination);
        return runs.compare(syncId);
    }

    /** Without values. */
    @POST
    @Path("{destination}/{syncId}/plan")
    @Operation(summary = "What a run would do now")
    public Uni<RunView.Planned> plan(@RestPath String destination, @RestPath String syncId) {
        SyncDoor.requireGitLab(destination);
        return runs.plan(syncId);
    }

    /** Without values. */
    @GET
    @Path("{destination}/{syncId}/runs")
    @Operation(summary = "What became of the last run of each kind")
    public Uni<RunView.All> show(@RestPath String destination, @RestPath String syncId) {
        SyncDoor.requireGitLab(destination);
        return runs.show(syncId);
    }
}
