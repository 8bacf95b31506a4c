package dev.claviger.auth.oidc;

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

/** Configuration of OIDC auth over HTTP (http-api.md 6.4). */
@Path("/api/v1/auth/oidc-auth/identities/{identityId}")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class OidcAuthResource {
    private final LoginMethods methods;

    OidcAuthResource(LoginMethods methods) {
        this.methods = methods;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<OidcAuthAnswer.One> attach(@RestPath String identityId, @Nullable OidcAuthRequest body) {
        return methods.attach(
                        OidcAuth.METHOD,
                        GivenIdentity.inPath(identityId),
                        orEmpty(body).fresh())
                .map(OidcAuthAnswer::of);
    }

    @GET
    public Uni<OidcAuthAnswer.One> read(@RestPath String identityId) {
        return methods.read(OidcAuth.METHOD, GivenIdentity.inPath(identityId)).map(OidcAuthAnswer::of);
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<OidcAuthAnswer.One> update(@RestPath String identityId, @Nullable OidcAuthRequest body) {
        return methods.change(OidcAuth.METHOD, GivenIdentity.inPath(identityId), orEmpty(body)::on)
                .map(OidcAuthAnswer::of);
    }

    @DELETE
    public Uni<OidcAuthAnswer.One> detach(@RestPath String identityId) {
        return methods.detach(OidcAuth.METHOD, GivenIdentity.inPath(identityId)).map(OidcAuthAnswer::ofDeleted);
    }

    private static OidcAuthRequest orEmpty(@Nullable OidcAuthRequest body) {
        return body == null ? OidcAuthRequest.EMPTY : body;
    }
}
