package dev.claviger.vault.reading;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The secrets that a folder imports (http-api.md 5.4). */
@Path("/api")
class ImportReadResource {
    private final Door door;

    ImportReadResource(Door door) {
        this.door = door;
    }

    @GET
    @Path("/v1/secret-imports/secrets/raw")
    public Uni<RestResponse<byte[]>> listV1(UriInfo uri, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        return list(uri, Dialect.V3, ifNoneMatch);
    }

    @GET
    @Path("/v2/secret-imports/secrets")
    public Uni<RestResponse<byte[]>> listV2(UriInfo uri, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        return list(uri, Dialect.V4, ifNoneMatch);
    }

    private Uni<RestResponse<byte[]>> list(UriInfo uri, Dialect dialect, @Nullable String ifNoneMatch) {
        return door.imports(new Query(uri.getQueryParameters()), dialect, ifNoneMatch)
                .map(ReadResources::respond);
    }
}
