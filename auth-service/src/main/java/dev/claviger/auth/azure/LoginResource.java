package dev.claviger.auth.azure;

import dev.claviger.auth.method.JwtCredentials;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/auth/azure-auth/login} (http-api.md 3.6). */
@Path("/api/v1/auth/azure-auth/login")
@Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_FORM_URLENCODED})
@Produces(MediaType.APPLICATION_JSON)
class LoginResource {
    private final AzureLogin login;
    private final CurrentRequest current;

    LoginResource(AzureLogin login, CurrentRequest current) {
        this.login = login;
        this.current = current;
    }

    @POST
    @PublicRoute
    public Uni<TokenAnswer> login(@Nullable JwtCredentials body) {
        JwtCredentials.Checked given = JwtCredentials.check(body);
        return login.login(given.identityId(), given.jwt(), current.event("login-identity-azure-auth"));
    }
}
