package dev.claviger.auth.kubernetes;

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

/** Configuration of Kubernetes auth over HTTP (http-api.md 6.5). */
@Path("/api/v1/auth/kubernetes-auth/identities/{identityId}")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class KubernetesAuthResource {
    private final LoginMethods methods;

    KubernetesAuthResource(LoginMethods methods) {
        this.methods = methods;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<KubernetesAuthAnswer.One> attach(@RestPath String identityId, @Nullable KubernetesAuthRequest body) {
        return methods.attach(
                        KubernetesAuth.METHOD,
                        GivenIdentity.inPath(identityId),
                        orEmpty(body).fresh())
                .map(KubernetesAuthAnswer::of);
    }

    @GET
    public Uni<KubernetesAuthAnswer.One> read(@RestPath String identityId) {
        return methods.read(KubernetesAuth.METHOD, GivenIdentity.inPath(identityId))
                .map(KubernetesAuthAnswer::of);
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<KubernetesAuthAnswer.One> update(@RestPath String identityId, @Nullable KubernetesAuthRequest body) {
        KubernetesAuthRequest request = orEmpty(body);
        return methods.change(KubernetesAuth.METHOD, GivenIdentity.inPath(identityId), request::on)
                .map(attached -> KubernetesAuthAnswer.changed(attached, request.tokenReviewerJwt()));
    }

    @DELETE
    public Uni<KubernetesAuthAnswer.One> detach(@RestPath String identityId) {
        return methods.detach(KubernetesAuth.METHOD, GivenIdentity.inPath(identityId))
                .map(KubernetesAuthAnswer::ofDeleted);
    }

    private static KubernetesAuthRequest orEmpty(@Nullable KubernetesAuthRequest body) {
        return body == null ? KubernetesAuthRequest.EMPTY : body;
    }
}
