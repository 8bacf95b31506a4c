package dev.claviger.vault.reading;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The versions of a secret (http-api.md 5.6). */
@Path("/api/v1/secret/{secretId}/secret-versions")
class SecretVersionResource {
    private final Door door;

    SecretVersionResource(Door door) {
        this.door = door;
    }

    @GET
    public Uni<RestResponse<byte[]>> list(
            @PathParam("secretId") String secretId,
            UriInfo uri,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        return door.readVersions(secretId, new Query(uri.getQueryParameters()), ifNoneMatch)
                .map(ReadResources::respond);
    }
}
