package dev.claviger.vault.writing;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Writes in the manner of version 4 (http-api.md 4.7). */
@Path("/api/v4/secrets")
class SecretWriteV4Resource {
    private final WriteDoor door;

    SecretWriteV4Resource(WriteDoor door) {
        this.door = door;
    }

    @POST
    @Path("/{name}")
    public Uni<RestResponse<OneSecret>> create(@PathParam("name") String name, Bodies.@Nullable One body) {
        return door.create(name, body).map(WriteResources::one);
    }

    @PATCH
    @Path("/{name}")
    public Uni<RestResponse<OneSecret>> update(@PathParam("name") String name, Bodies.@Nullable One body) {
        return door.update(name, body).map(WriteResources::one);
    }

    @DELETE
    @Path("/{name}")
    public Uni<RestResponse<OneSecret>> delete(@PathParam("name") String name, Bodies.@Nullable One body) {
        return door.delete(name, body).map(WriteResources::one);
    }

    @POST
    @Path("/move")
    public Uni<Moved> move(Bodies.@Nullable Move body) {
        return door.move(body);
    }

    @POST
    @Path("/batch")
    public Uni<RestResponse<ManySecrets>> createMany(Bodies.@Nullable Many body) {
        return door.createMany(body).map(WriteResources::many);
    }

    @PATCH
    @Path("/batch")
    public Uni<RestResponse<ManySecrets>> updateMany(Bodies.@Nullable Many body) {
        return door.updateMany(body).map(WriteResources::many);
    }

    @DELETE
    @Path("/batch")
    public Uni<RestResponse<ManySecrets>> deleteMany(Bodies.@Nullable Many body) {
        return door.deleteMany(body).map(WriteResources::many);
    }
}
