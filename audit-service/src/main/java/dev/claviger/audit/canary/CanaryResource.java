package dev.claviger.audit.canary;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Whether the way of events into the signed log works. */
@Path("/api/x/logs/canary")
@Produces(MediaType.APPLICATION_JSON)
class CanaryResource {
    private final CanaryReadings readings;

    CanaryResource(CanaryReadings readings) {
        this.readings = readings;
    }

    /** Of the replica that answers. */
    @GET
    @Operation(summary = "Whether the last canary event is proved up to a signed checkpoint, and how long that took")
    public Uni<CanaryStatus> show() {
        return readings.show();
    }
}
