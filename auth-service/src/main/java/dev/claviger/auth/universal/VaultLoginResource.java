package dev.claviger.auth.universal;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.claviger.auth.method.GivenIdentity;
import dev.claviger.auth.token.VaultAnswer;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.http.VaultRoute;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Universal auth for clients of Vault, which call it AppRole: the role is the client, its secret the client secret. */
@VaultRoute
@Path("/v1/auth/approle/login")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class VaultLoginResource {
    private final UniversalLogin login;
    private final CurrentRequest current;

    VaultLoginResource(UniversalLogin login, CurrentRequest current) {
        this.login = login;
        this.current = current;
    }

    @PUT
    @PublicRoute
    public Uni<VaultAnswer> login(@Nullable Credentials body) {
        Credentials given = body == null ? new Credentials(null, null) : body;
        Validation input = new Validation();
        String clientId = input.text("role_id", given.roleId);
        Secret secret = given.secretId == null ? Secret.of("") : given.secretId;
        input.check(secret.hasText(), "secret_id", "Required");
        input.done();
        return login.login(GivenIdentity.inLogin(clientId), secret, current.event("login-identity-universal-auth"))
                .map(token -> VaultAnswer.login(current.origin().requestId(), token));
    }

    @POST
    @PublicRoute
    public Uni<VaultAnswer> loginByPost(@Nullable Credentials body) {
        return login(body);
    }

    /** The body. */
    public record Credentials(
            @JsonProperty("role_id") @Nullable String roleId,
            @JsonProperty("secret_id") @Nullable Secret secretId) {}
}
