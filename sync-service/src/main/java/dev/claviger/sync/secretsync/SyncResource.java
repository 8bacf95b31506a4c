package dev.claviger.sync.secretsync;

import dev.claviger.sync.secretsync.Syncs.DestinationCheck;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Syncs of secrets to outside systems (http-api.md 7.2, 7.3). */
@Path("/api/v1/secret-syncs")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class SyncResource {
    private final Syncs syncs;
    private final SyncLookups lookups;

    SyncResource(Syncs syncs, SyncLookups lookups) {
        this.syncs = syncs;
        this.lookups = lookups;
    }

    /** The same for everybody. */
    @GET
    @Path("options")
    @Operation(summary = "What secrets can be synced to")
    public Uni<SyncView.Options> options() {
        return Uni.createFrom()
                .item(new SyncView.Options(
                        List.of(new SyncView.Option("GitLab", SyncDoor.GITLAB, SyncDoor.GITLAB, false, false))));
    }

    /** To all destinations. */
    @GET
    @Operation(summary = "The syncs of a project")
    public Uni<SyncView.All> list(@RestQuery @Nullable String projectId) {
        return lookups.list(projectId);
    }

    /** To one of them. */
    @GET
    @Path("{destination}")
    @Operation(summary = "The syncs of a project to one destination")
    public Uni<SyncView.All> list(@RestPath String destination, @RestQuery @Nullable String projectId) {
        SyncDoor.requireGitLab(destination);
        return lookups.list(projectId);
    }

    /** With its connection and its source. */
    @GET
    @Path("{destination}/{syncId}")
    @Operation(summary = "One sync")
    public Uni<SyncView.One> show(@RestPath String destination, @RestPath String syncId) {
        SyncDoor.requireGitLab(destination);
        return lookups.show(syncId);
    }

    /** With its connection and its source. */
    @GET
    @Path("{destination}/sync-name/{syncName}")
    @Operation(summary = "One sync by its name")
    public Uni<SyncView.One> showByName(
            @RestPath String destination, @RestPath String syncName, @RestQuery @Nullable String projectId) {
        SyncDoor.requireGitLab(destination);
        return lookups.showByName(syncName, projectId);
    }

    /** Takes the right to make syncs of the folder, and the right to use the connection. */
    @POST
    @Path("{destination}")
    @Operation(summary = "Define a sync")
    public Uni<SyncView.One> create(@RestPath String destination, SyncWish wish) {
        SyncDoor.requireGitLab(destination);
        return syncs.create(wish);
    }

    /** Before another one is made. */
    @POST
    @Path("{destination}/check-destination")
    @Operation(summary = "Ask whether another sync writes to the same place")
    public Uni<SyncView.Duplicate> duplicate(@RestPath String destination, DestinationCheck check) {
        SyncDoor.requireGitLab(destination);
        return syncs.duplicate(check);
    }

    /** What is absent stays. */
    @PATCH
    @Path("{destination}/{syncId}")
    @Operation(summary = "Change a sync")
    public Uni<SyncView.One> update(@RestPath String destination, @RestPath String syncId, SyncWish wish) {
        SyncDoor.requireGitLab(destination);
        return syncs.update(syncId, wish);
    }

    /** What was written stays at the other side; with {@code removeSecrets} a run removes it first, and the sync goes when that is done. */
    @DELETE
    @Path("{destination}/{syncId}")
    @Operation(summary = "Delete a sync")
    public Uni<SyncView.One> delete(
            @RestPath String destination, @RestPath String syncId, @RestQuery @Nullable String removeSecrets) {
        SyncDoor.requireGitLab(destination);
        return syncs.delete(syncId, "true".equals(removeSecrets));
    }

    /** Always refused: GitLab does not show hidden values. */
    @POST
    @Path("{destination}/{syncId}/import-secrets")
    @Operation(summary = "Import from the destination, where that is possible")
    public Uni<SyncView.One> importSecrets(@RestPath String destination, @RestPath String syncId) {
        SyncDoor.requireGitLab(destination);
        return lookups.show(syncId).onItem().failWith(CannotImport::new);
    }
}
