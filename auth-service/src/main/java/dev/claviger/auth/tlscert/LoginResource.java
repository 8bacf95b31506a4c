package dev.claviger.auth.tlscert;

import dev.claviger.auth.method.GivenIdentity;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/auth/tls-cert-auth/login} (http-api.md 3.6). The certificate is no part of the body. */
@Path("/api/v1/auth/tls-cert-auth/login")
@Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_FORM_URLENCODED})
@Produces(MediaType.APPLICATION_JSON)
class LoginResource {
    private final TlsCertLogin login;
    private final Edge edge;
    private final CurrentRequest current;

    LoginResource(TlsCertLogin login, Edge edge, CurrentRequest current) {
        this.login = login;
        this.edge = edge;
        this.current = current;
    }

    @POST
    @PublicRoute
    public Uni<TokenAnswer> login(@Context HttpServerRequest request, @Nullable Named body) {
        Validation input = new Validation();
        String identityId = input.text("identityId", body == null ? null : body.identityId);
        input.done();
        return login.login(
                GivenIdentity.inLogin(identityId), edge.shown(request), current.event("login-identity-tls-cert-auth"));
    }

    /** The body. */
    public record Named(@Nullable String identityId) {}
}
