package dev.claviger.auth.gcp;

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

/** Configuration of GCP auth over HTTP (http-api.md 6.5). */
@Path("/api/v1/auth/gcp-auth/identities/{identityId}")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class GcpAuthResource {
    private final LoginMethods methods;

    GcpAuthResource(LoginMethods methods) {
        this.methods = methods;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<GcpAuthAnswer.One> attach(@RestPath String identityId, @Nullable GcpAuthRequest body) {
        return methods.attach(
                        GcpAuth.METHOD,
                        GivenIdentity.inPath(identityId),
                        orEmpty(body).fresh())
                .map(GcpAuthAnswer::of);
    }

    @GET
    public Uni<GcpAuthAnswer.One> read(@RestPath String identityId) {
        return methods.read(GcpAuth.METHOD, GivenIdentity.inPath(identityId)).map(GcpAuthAnswer::of);
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<GcpAuthAnswer.One> update(@RestPath String identityId, @Nullable GcpAuthRequest body) {
        return methods.change(GcpAuth.METHOD, GivenIdentity.inPath(identityId), orEmpty(body)::on)
                .map(GcpAuthAnswer::of);
    }

    @DELETE
    public Uni<GcpAuthAnswer.One> detach(@RestPath String identityId) {
        return methods.detach(GcpAuth.METHOD, GivenIdentity.inPath(identityId)).map(GcpAuthAnswer::of);
    }

    private static GcpAuthRequest orEmpty(@Nullable GcpAuthRequest body) {
        return body == null ? GcpAuthRequest.EMPTY : body;
    }
}
