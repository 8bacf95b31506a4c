package dev.claviger.auth.aws;

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

/** Configuration of AWS auth over HTTP (http-api.md 6.5). */
@Path("/api/v1/auth/aws-auth/identities/{identityId}")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class AwsAuthResource {
    private final LoginMethods methods;

    AwsAuthResource(LoginMethods methods) {
        this.methods = methods;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<AwsAuthAnswer.One> attach(@RestPath String identityId, @Nullable AwsAuthRequest body) {
        return methods.attach(
                        AwsAuth.METHOD,
                        GivenIdentity.inPath(identityId),
                        orEmpty(body).fresh())
                .map(AwsAuthAnswer::of);
    }

    @GET
    public Uni<AwsAuthAnswer.One> read(@RestPath String identityId) {
        return methods.read(AwsAuth.METHOD, GivenIdentity.inPath(identityId)).map(AwsAuthAnswer::of);
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<AwsAuthAnswer.One> update(@RestPath String identityId, @Nullable AwsAuthRequest body) {
        return methods.change(AwsAuth.METHOD, GivenIdentity.inPath(identityId), orEmpty(body)::on)
                .map(AwsAuthAnswer::of);
    }

    @DELETE
    public Uni<AwsAuthAnswer.One> detach(@RestPath String identityId) {
        return methods.detach(AwsAuth.METHOD, GivenIdentity.inPath(identityId)).map(AwsAuthAnswer::of);
    }

    private static AwsAuthRequest orEmpty(@Nullable AwsAuthRequest body) {
        return body == null ? AwsAuthRequest.EMPTY : body;
    }
}
