package dev.claviger.auth.jwt;

import dev.claviger.auth.method.JwtCredentials;
import dev.claviger.auth.method.VaultCredentials;
import dev.claviger.auth.token.VaultAnswer;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.VaultRoute;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** JWT auth of the identity in {@code role}, for clients of Vault. */
@VaultRoute
@Path("/v1/auth/jwt-auth/login")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class VaultLoginResource {
    private final JwtLogin login;
    private final CurrentRequest current;

    VaultLoginResource(JwtLogin login, CurrentRequest current) {
        this.login = login;
        this.current = current;
    }

    @PUT
    @PublicRoute
    public Uni<VaultAnswer> login(@Nullable VaultCredentials body) {
        JwtCredentials.Checked given = VaultCredentials.check(body);
        return login.login(given.identityId(), given.jwt(), current.event("login-identity-jwt-auth"))
                .map(token -> VaultAnswer.login(current.origin().requestId(), token));
    }

    @POST
    @PublicRoute
    public Uni<VaultAnswer> loginByPost(@Nullable VaultCredentials body) {
        return login(body);
    }
}
