package dev.claviger.audit.savedview;

import dev.claviger.audit.query.AuditLogPage;
import dev.claviger.audit.query.AuditLogParams;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Searches with a name. */
@Path("/api/x/audit-logs/views")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class SavedViewResource {
    private static final String PROJECT = "For those who read one project only: that project";

    private final SavedViews views;

    SavedViewResource(SavedViews views) {
        this.views = views;
    }

    @GET
    @Operation(summary = "The caller's own views and those that are shared with it, by name")
    public Uni<SavedViews.Views> list(@RestQuery @Parameter(description = PROJECT) @Nullable String projectId) {
        return views.list(projectId);
    }

    @POST
    @Operation(summary = "Give a search a name")
    public Uni<SavedView> create(@Nullable ViewWish body) {
        return views.create(body);
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One view")
    public Uni<SavedView> find(
            @RestPath String id, @RestQuery @Parameter(description = PROJECT) @Nullable String projectId) {
        return views.find(id, projectId);
    }

    @GET
    @Path("{id}/entries")
    @Operation(summary = "Search with the conditions of a view; those of the query add to them or replace them")
    public Uni<AuditLogPage> entries(@RestPath String id, @BeanParam AuditLogParams params) {
        return views.entries(id, params);
    }

    @PATCH
    @Path("{id}")
    @Operation(summary = "Change a view of one's own; what is absent stays")
    public Uni<SavedView> update(@RestPath String id, @Nullable ViewWish body) {
        return views.update(id, body);
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Delete a view of one's own")
    public Uni<SavedView> delete(
            @RestPath String id, @RestQuery @Parameter(description = PROJECT) @Nullable String projectId) {
        return views.delete(id, projectId);
    }
}
