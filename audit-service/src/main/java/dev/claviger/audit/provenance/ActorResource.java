package dev.claviger.audit.provenance;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** Who can be chosen as the actor of a search; the older per-project form. */
@Path("/api/v1/workspace/{projectId}/audit-logs/filters/actors")
@Produces(MediaType.APPLICATION_JSON)
class ActorResource {
    private final Provenances provenances;

    ActorResource(Provenances provenances) {
        this.provenances = provenances;
    }

    @GET
    @Operation(summary = "Who acted in a project within the last ninety days, the latest first")
    public Uni<Provenances.Actors> ofProject(@RestPath String projectId) {
        return provenances.actors(projectId);
    }
}
