package dev.claviger.vault.reading;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.outbox.Outbox;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestResponse;

/** What clients of Vault ask before they begin: 200 where reads are served, 503 where they are not. */
@Path("/v1/sys/health")
@Produces(MediaType.APPLICATION_JSON)
class VaultHealthResource {
    private final Outbox outbox;
    private final Clock clock;
    private final String version;

    VaultHealthResource(
            Outbox outbox, Clock clock, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.outbox = outbox;
        this.clock = clock;
        this.version = version;
    }

    /** The answer. A service that runs has its keys, so it is never sealed. */
    public record Health(
            boolean initialized,
            boolean sealed,
            boolean standby,
            @JsonProperty("server_time_utc") long serverTimeUtc,
            String version) {}

    @GET
    @PublicRoute
    public RestResponse<Health> health() {
        boolean serving = outbox.isAdmitting();
        Health health = new Health(true, false, !serving, clock.instant().getEpochSecond(), "claviger-" + version);
        return RestResponse.ResponseBuilder.create(
                        serving ? RestResponse.Status.OK : RestResponse.Status.SERVICE_UNAVAILABLE, health)
                .build();
    }
}
