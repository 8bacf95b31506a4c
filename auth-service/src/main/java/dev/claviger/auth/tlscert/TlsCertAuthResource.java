package dev.claviger.auth.tlscert;

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

/** Configuration of TLS certificate auth over HTTP (http-api.md 6.5). */
@Path("/api/v1/auth/tls-cert-auth/identities/{identityId}")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class TlsCertAuthResource {
    private final LoginMethods methods;

    TlsCertAuthResource(LoginMethods methods) {
        this.methods = methods;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<TlsCertAuthAnswer.One> attach(@RestPath String identityId, @Nullable TlsCertAuthRequest body) {
        return methods.attach(
                        TlsCertAuth.METHOD,
                        GivenIdentity.inPath(identityId),
                        orEmpty(body).fresh())
                .map(TlsCertAuthAnswer::of);
    }

    @GET
    public Uni<TlsCertAuthAnswer.One> read(@RestPath String identityId) {
        return methods.read(TlsCertAuth.METHOD, GivenIdentity.inPath(identityId))
                .map(TlsCertAuthAnswer::of);
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<TlsCertAuthAnswer.One> update(@RestPath String identityId, @Nullable TlsCertAuthRequest body) {
        return methods.change(TlsCertAuth.METHOD, GivenIdentity.inPath(identityId), orEmpty(body)::on)
                .map(TlsCertAuthAnswer::of);
    }

    @DELETE
    public Uni<TlsCertAuthAnswer.One> detach(@RestPath String identityId) {
        return methods.detach(TlsCertAuth.METHOD, GivenIdentity.inPath(identityId))
                .map(TlsCertAuthAnswer::ofDeleted);
    }

    private static TlsCertAuthRequest orEmpty(@Nullable TlsCertAuthRequest body) {
        return body == null ? TlsCertAuthRequest.EMPTY : body;
    }
}
