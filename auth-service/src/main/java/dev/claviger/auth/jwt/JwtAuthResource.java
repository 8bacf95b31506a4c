package dev.claviger.auth.jwt;

import dev.claviger.auth.method.GivenIdentity;
import dev.claviger.auth.method.LoginMethods;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Configuration of JWT auth over HTTP (http-api.md 6.5). */
@Path("/api/v1/auth/jwt-auth/identities/{identityId}")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class JwtAuthResource {
    private final LoginMethods methods;

    JwtAuthResource(LoginMethods methods) {
        this.methods = methods;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<JwtAuthAnswer.One> attach(@RestPath String identityId, @Nullable JwtAuthRequest body) {
        return methods.attach(
                        JwtAuth.METHOD,
                        GivenIdentity.inPath(identityId),
                        orEmpty(body).fresh())
                .map(JwtAuthAnswer::of);
    }

    @GET
    public Uni<JwtAuthAnswer.One> read(@RestPath String identityId) {
        return methods.read(JwtAuth.METHOD, GivenIdentity.inPath(identityId)).map(JwtAuthAnswer::of);
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<JwtAuthAnswer.One> update(@RestPath String identityId, @Nullable JwtAuthRequest body) {
        return methods.change(JwtAuth.METHOD, GivenIdentity.inPath(identityId), orEmpty(body)::on)
                .map(JwtAuthAnswer::of);
    }

    @DELETE
    public Uni<JwtAuthAnswer.One> detach(@RestPath String identityId) {
        return methods.detach(JwtAuth.METHOD, GivenIdentity.inPath(identityId)).map(JwtAuthAnswer::of);
    }

    private static JwtAuthRequest orEmpty(@Nullable JwtAuthRequest body) {
        return body == null ? JwtAuthRequest.EMPTY : body;
    }
}
