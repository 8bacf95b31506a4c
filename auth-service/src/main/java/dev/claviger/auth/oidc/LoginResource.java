package dev.claviger.auth.oidc;

import dev.claviger.auth.method.GivenIdentity;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/auth/oidc-auth/login} (http-api.md 3.3). */
@Path("/api/v1/auth/oidc-auth/login")
@Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_FORM_URLENCODED})
@Produces(MediaType.APPLICATION_JSON)
class LoginResource {
    private final OidcLogin login;
    private final CurrentRequest current;

    LoginResource(OidcLogin login, CurrentRequest current) {
        this.login = login;
        this.current = current;
    }

    @POST
    @PublicRoute
    public Uni<TokenAnswer> login(@Nullable Credentials body) {
        Credentials given = body == null ? new Credentials(null, null) : body;
        Validation input = new Validation();
        String identityId = input.text("identityId", given.identityId);
        Secret token = given.jwt == null ? Secret.of("") : given.jwt;
        input.check(token.hasText(), "jwt", "Required");
        input.done();
        return login.login(GivenIdentity.inLogin(identityId), token, current.event("login-identity-oidc-auth"));
    }

    /** The body. */
    public record Credentials(
            @Nullable String identityId, @Nullable Secret jwt) {}
}
