package dev.claviger.auth.status;

import dev.claviger.kernel.http.PublicRoute;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** {@code GET /api/status} (http-api.md 3.10). Clients wait for it and look at the message. */
@Path("/api/status")
@Produces(MediaType.APPLICATION_JSON)
class StatusResource {
    private final Clock clock;

    StatusResource(Clock clock) {
        this.clock = clock;
    }

    @GET
    @PublicRoute
    public RestResponse<Status> status() {
        return ResponseBuilder.ok(new Status(clock.instant(), "Ok", false, true, false, false))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** What other servers of this API tell about themselves, as far as it means anything here. */
    public record Status(
            Instant date,
            String message,
            boolean emailConfigured,
            boolean inviteOnlySignup,
            boolean redisConfigured,
            boolean secretScanningConfigured) {}
}
