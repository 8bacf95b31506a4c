package dev.claviger.auth.oidc;

import dev.claviger.auth.method.Choice;
import dev.claviger.auth.method.Explanation;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/x/identities/{id}/explain-login}: why a job gets in, or does not. */
@Path("/api/x/identities/{identityId}/explain-login")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ExplainResource {
    private static final int MOST_CLAIMS = 200;

    private final Explanations explanations;

    ExplainResource(Explanations explanations) {
        this.explanations = explanations;
    }

    @POST
    public Uni<Explanation.One> explain(@RestPath String identityId, @Nullable Question body) {
        Question asked = body == null ? new Question(null, null, null) : body;
        Secret token = asked.jwt == null ? Secret.of("") : asked.jwt;
        Map<String, Object> claims = asked.claims == null ? Map.of() : asked.claims;
        Validation input = new Validation();
        UUID id = input.id("identityId", identityId);
        input.check(token.hasText() || !claims.isEmpty(), "jwt", "Send a token as jwt, or recorded claims as claims");
        input.check(claims.size() <= MOST_CLAIMS, "claims", "Must have at most " + MOST_CLAIMS + " entries");
        input.done();
        UnaryOperator<Choice<OidcSettings>> draft =
                asked.configuration == null ? stored -> stored : asked.configuration::on;
        return (token.hasText() ? explanations.ofToken(id, token, draft) : explanations.ofClaims(id, claims, draft))
                .map(Explanation.One::new);
    }

    /**
     * The body.
     *
     * @param jwt a token, also one that has expired
     * @param claims in its place, what a login event has recorded as {@code oidcClaimsReceived}
     * @param configuration changes to try before they are made
     */
    public record Question(
            @Nullable Secret jwt,
            @Nullable Map<String, Object> claims,
            @Nullable OidcAuthRequest configuration) {}
}
