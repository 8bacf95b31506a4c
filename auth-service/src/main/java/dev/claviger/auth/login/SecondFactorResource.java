package dev.claviger.auth.login;

import dev.claviger.auth.session.SessionGate;
import dev.claviger.auth.token.UserTokens;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.TokenRefused;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.PublicRoute;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v2/auth/mfa/verify} (http-api.md 3.9, step 3b). */
@Path("/api/v2/auth/mfa/verify")
@Consumes({MediaType.APPLICATION_JSON, MediaType.APPLICATION_FORM_URLENCODED})
@Produces(MediaType.APPLICATION_JSON)
class SecondFactorResource {
    private static final int MOST = 64;

    private final SecondFactors secondFactors;
    private final SessionGate gate;
    private final CurrentRequest current;

    SecondFactorResource(SecondFactors secondFactors, SessionGate gate, CurrentRequest current) {
        this.secondFactors = secondFactors;
        this.gate = gate;
        this.current = current;
    }

    @POST
    @PublicRoute
    public Uni<Answer> verify(@Nullable Body body) {
        @Nullable Secret code = body == null ? null : body.mfaToken;
        if (code == null || !code.hasText() || code.reveal().length() > MOST) {
            throw InvalidInput.of("mfaToken", "Must be a code of the authenticator app or a recovery code");
        }
        return gate.claims(UserTokens.SECOND_FACTOR)
                .map(SecondFactorResource::challengeId)
                .onFailure(TokenRefused.class)
                .transform(refused -> SecondFactorRefused.expired())
                .chain(id -> secondFactors.verify(id, code, current.event("verify-user-mfa")))
                .map(token -> new Answer(token.reveal()));
    }

    private static UUID challengeId(Map<String, Object> claims) {
        return UUID.fromString(String.valueOf(claims.get("jti")));
    }

    /** The body; clients send the e-mail and the method too, which are known. */
    public record Body(@Nullable Secret mfaToken) {}

    /** Carries the token as plain text, because this is where it leaves. It has no organisation yet. */
    public record Answer(String token) {
        @Override
        public String toString() {
            return "Answer[redacted]";
        }
    }
}
