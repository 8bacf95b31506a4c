package dev.claviger.auth.token;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.PublicRoute;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Renewal and revocation of access tokens (http-api.md 3.8). The token in the body is the credential. */
@Path("/api/v1/auth/token")
@Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_FORM_URLENCODED})
@Produces(MediaType.APPLICATION_JSON)
class TokenResource {
    private final LiveTokens tokens;
    private final CurrentRequest current;

    TokenResource(LiveTokens tokens, CurrentRequest current) {
        this.tokens = tokens;
        this.current = current;
    }

    @POST
    @Path("/renew")
    @PublicRoute
    public Uni<TokenAnswer> renew(@Nullable Presented body) {
        return tokens.renew(token(body), current.event("renew-access-token"));
    }

    @POST
    @Path("/revoke")
    @PublicRoute
    public Uni<Revoked> revoke(@Nullable Presented body) {
        return tokens.revoke(token(body), current.event("revoke-access-token"))
                .replaceWith(new Revoked("Successfully revoked access token"));
    }

    private static Secret token(@Nullable Presented body) {
        @Nullable Secret token = body == null ? null : body.accessToken();
        if (token == null || !token.hasText()) {
            throw InvalidInput.of("accessToken", "Required");
        }
        return token;
    }

    /** The body of both routes. */
    public record Presented(@Nullable Secret accessToken) {}

    /** The answer of a revocation. */
    public record Revoked(String message) {}
}
