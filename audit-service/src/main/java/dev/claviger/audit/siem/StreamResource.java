package dev.claviger.audit.siem;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Streams of the caller's organisation to other systems (http-api.md 9.5). */
@Path("/api/v1/audit-log-streams")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class StreamResource {
    private final Streams streams;

    StreamResource(Streams streams) {
        this.streams = streams;
    }

    /** With how far each got. */
    @GET
    @Operation(summary = "The audit log streams of the caller's organisation")
    public Uni<StreamView.All> list() {
        return streams.list();
    }

    /** The providers. */
    @GET
    @Path("options")
    @Operation(summary = "What audit logs can be streamed to")
    public Uni<StreamView.Options> options() {
        return streams.options();
    }

    /** From what happens next; the destination gets a test request first. */
    @POST
    @Path("{provider}")
    @Operation(summary = "Stream the audit log of the caller's organisation to a destination")
    public Uni<StreamView.One> create(@RestPath String provider, @Nullable StreamWish wish) {
        return streams.create(provider, wish);
    }

    /** Without secrets. */
    @GET
    @Path("{provider}/{id}")
    @Operation(summary = "One audit log stream")
    public Uni<StreamView.One> show(@RestPath String provider, @RestPath String id) {
        return streams.show(provider, id);
    }

    /** Also pauses, resumes and replays. */
    @PATCH
    @Path("{provider}/{id}")
    @Operation(summary = "Change an audit log stream, pause it, or let it go on from another index of the log")
    public Uni<StreamView.One> update(@RestPath String provider, @RestPath String id, @Nullable StreamWish wish) {
        return streams.update(provider, id, wish);
    }

    /** Nothing more is sent. */
    @DELETE
    @Path("{provider}/{id}")
    @Operation(summary = "Delete an audit log stream")
    public Uni<StreamView.One> delete(@RestPath String provider, @RestPath String id) {
        return streams.delete(provider, id);
    }
}
