package dev.claviger.audit.live;

import dev.claviger.audit.query.AuditLogParams;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestHeader;
import org.jspecify.annotations.Nullable;

/** The log as it grows. */
@Path("/api/x/audit-logs/tail")
class TailResource {
    private final Tails tails;

    TailResource(Tails tails) {
        this.tails = tails;
    }

    /** Takes the conditions of a search, without dates. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "Follow the audit log; Last-Event-ID is the index of the last entry that was seen")
    @APIResponse(
            responseCode = "200",
            description = "Entries as they arrive, and pings",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    public Uni<Tail> follow(@BeanParam AuditLogParams params, @RestHeader("Last-Event-ID") @Nullable String lastSeen) {
        return tails.follow(params, lastSeen);
    }
}
