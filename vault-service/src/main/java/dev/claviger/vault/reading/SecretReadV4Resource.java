package dev.claviger.vault.reading;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Reads in the manner of version 4 (http-api.md 4.4, 4.6). */
@Path("/api/v4/secrets")
class SecretReadV4Resource {
    private final Door door;

    SecretReadV4Resource(Door door) {
        this.door = door;
    }

    @GET
    public Uni<RestResponse<byte[]>> list(UriInfo uri, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        return door.list(new Query(uri.getQueryParameters()), Dialect.V4, ifNoneMatch)
                .map(ReadResources::respond);
    }

    @GET
    @Path("/{name}")
    public Uni<RestResponse<byte[]>> read(
            @PathParam("name") String name, UriInfo uri, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        return door.read(name, new Query(uri.getQueryParameters()), Dialect.V4, ifNoneMatch)
                .map(ReadResources::respond);
    }

    @GET
    @Path("/id/{id}")
    public Uni<RestResponse<byte[]>> readById(
            @PathParam("id") String id, UriInfo uri, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        return door.readById(id, new Query(uri.getQueryParameters()), Dialect.V4, ifNoneMatch)
                .map(ReadResources::respond);
    }
}
