package dev.claviger.auth.universal;

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

/** {@code POST /api/v1/auth/universal-auth/login} (http-api.md 3.2). */
@Path("/api/v1/auth/universal-auth/login")
@Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_FORM_URLENCODED})
@Produces(MediaType.APPLICATION_JSON)
class LoginResource {
    private final UniversalLogin login;
    private final CurrentRequest current;

    LoginResource(UniversalLogin login, CurrentRequest current) {
        this.login = login;
        this.current = current;
    }

    @POST
    @PublicRoute
    public Uni<TokenAnswer> login(@Nullable Credentials body) {
        Credentials given = body == null ? new Credentials(null, null) : body;
        Validation input = new Validation();
        String clientId = input.text("clientId", given.clientId);
        Secret secret = given.clientSecret == null ? Secret.of("") : given.clientSecret;
        input.check(secret.hasText(), "clientSecret", "Required");
        input.done();
        return login.login(GivenIdentity.inLogin(clientId), secret, current.event("login-identity-universal-auth"));
    }

    /** The body. */
    public record Credentials(
            @Nullable String clientId, @Nullable Secret clientSecret) {}
}
