package dev.claviger.auth.azure;

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

/** Configuration of Azure auth over HTTP (http-api.md 6.5). */
@Path("/api/v1/auth/azure-auth/identities/{identityId}")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class AzureAuthResource {
    private final LoginMethods methods;

    AzureAuthResource(LoginMethods methods) {
        this.methods = methods;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<AzureAuthAnswer.One> attach(@RestPath String identityId, @Nullable AzureAuthRequest body) {
        return methods.attach(
                        AzureAuth.METHOD,
                        GivenIdentity.inPath(identityId),
                        orEmpty(body).fresh())
                .map(AzureAuthAnswer::of);
    }

    @GET
    public Uni<AzureAuthAnswer.One> read(@RestPath String identityId) {
        return methods.read(AzureAuth.METHOD, GivenIdentity.inPath(identityId)).map(AzureAuthAnswer::of);
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<AzureAuthAnswer.One> update(@RestPath String identityId, @Nullable AzureAuthRequest body) {
        return methods.change(AzureAuth.METHOD, GivenIdentity.inPath(identityId), orEmpty(body)::on)
                .map(AzureAuthAnswer::of);
    }

    @DELETE
    public Uni<AzureAuthAnswer.One> detach(@RestPath String identityId) {
        return methods.detach(AzureAuth.METHOD, GivenIdentity.inPath(identityId))
                .map(AzureAuthAnswer::of);
    }

    private static AzureAuthRequest orEmpty(@Nullable AzureAuthRequest body) {
        return body == null ? AzureAuthRequest.EMPTY : body;
    }
}
