package dev.claviger.audit.decision;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Decisions of the past, for vault-service to replay, and for people. */
@Path("/api/x/audit-logs/decisions")
@Produces(MediaType.APPLICATION_JSON)
class DecisionResource {
    private final Decisions decisions;

    DecisionResource(Decisions decisions) {
        this.decisions = decisions;
    }

    @GET
    @Operation(
            summary = "What was allowed and denied about secrets of a project of late, each kind once with its count")
    public Uni<Decisions.Recent> recent(
            @RestQuery @Parameter(description = "The project") @Nullable String projectId,
            @RestQuery @Parameter(description = "How many days back, at most 365; by default 30") @Nullable
                    String days) {
        return decisions.recent(projectId, days);
    }
}
