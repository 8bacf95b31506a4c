package dev.claviger.auth.servicetoken;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Service tokens over HTTP (http-api.md 3.11). */
@Path("/api")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class ServiceTokenResource {
    private static final int SCHEME = "Bearer ".length();

    private final ServiceTokenAdministration tokens;
    private final SelfCheck self;

    ServiceTokenResource(ServiceTokenAdministration tokens, SelfCheck self) {
        this.tokens = tokens;
        this.self = self;
    }

    @POST
    @Path("/v2/service-token")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<ServiceTokenAnswer.Created> create(
            ServiceTokenWish.@Nullable Body body, @HeaderParam("Authorization") String authorization) {
        if (body == null) {
            throw InvalidInput.of("name", "Required");
        }
        return tokens.create(ServiceTokenWish.read(body), bearer(authorization))
                .map(created -> new ServiceTokenAnswer.Created(
                        created.text().reveal(), ServiceTokenAnswer.of(created.token())));
    }

    /** The token tells about itself. */
    @GET
    @Path("/v2/service-token")
    @PublicRoute
    public Uni<ServiceTokenAnswer> read(@HeaderParam("Authorization") @Nullable String authorization) {
        return self.recorded(authorization).map(ServiceTokenAnswer::of);
    }

    @DELETE
    @Path("/v2/service-token/{id}")
    public Uni<ServiceTokenAnswer.One> delete(@RestPath String id, @HeaderParam("Authorization") String authorization) {
        return tokens.delete(id("serviceTokenId", id), bearer(authorization))
                .map(gone -> new ServiceTokenAnswer.One(ServiceTokenAnswer.of(gone)));
    }

    @GET
    @Path("/v1/projects/{projectId}/service-token-data")
    public Uni<ServiceTokenAnswer.Many> list(
            @RestPath String projectId, @HeaderParam("Authorization") String authorization) {
        return tokens.list(id("projectId", projectId), bearer(authorization))
                .map(found -> new ServiceTokenAnswer.Many(
                        found.stream().map(ServiceTokenAnswer::of).toList()));
    }

    /** For the other services, which ask with the token they were given. Not routed by the edge. */
    @GET
    @Path("/x/service-token")
    @PublicRoute
    public Uni<ServiceTokenAnswer.Checked> check(@HeaderParam("Authorization") @Nullable String authorization) {
        return self.checked(authorization).map(ServiceTokenAnswer.Checked::of);
    }

    /** The door has checked it. */
    private static Secret bearer(String authorization) {
        return Secret.of(authorization.substring(SCHEME).strip());
    }

    private static UUID id(String field, String given) {
        Validation input = new Validation();
        UUID id = input.id(field, given);
        input.done();
        return id;
    }
}
