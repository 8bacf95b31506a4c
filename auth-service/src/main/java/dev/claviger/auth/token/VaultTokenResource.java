package dev.claviger.auth.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.TokenVerifier;
import dev.claviger.kernel.caller.VerifiedToken;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.VaultRoute;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client of Vault asks about its token, renews it and gives it back (docs/vault-clients.md). */
@VaultRoute
@Path("/v1/auth/token")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class VaultTokenResource {
    private final LiveTokens tokens;
    private final TokenVerifier verifier;
    private final CurrentRequest current;
    private final Clock clock;

    VaultTokenResource(LiveTokens tokens, TokenVerifier verifier, CurrentRequest current, Clock clock) {
        this.tokens = tokens;
        this.verifier = verifier;
        this.current = current;
        this.clock = clock;
    }

    @GET
    @Path("/lookup-self")
    public Uni<VaultAnswer> lookUp() {
        return verifier.verify(current.vaultToken()).map(token -> VaultAnswer.data(requestId(), about(token)));
    }

    @POST
    @Path("/renew-self")
    public Uni<VaultAnswer> renew() {
        return tokens.renew(current.vaultToken(), current.event("renew-access-token"))
                .map(token -> VaultAnswer.login(requestId(), token));
    }

    @PUT
    @Path("/renew-self")
    public Uni<VaultAnswer> renewByPut() {
        return renew();
    }

    @POST
    @Path("/revoke-self")
    public Uni<Void> revoke() {
        return tokens.revoke(current.vaultToken(), current.event("revoke-access-token"));
    }

    @PUT
    @Path("/revoke-self")
    public Uni<Void> revokeByPut() {
        return revoke();
    }

    /**
     * What is known of the token, which itself is not repeated.
     *
     * @param ttl seconds; 0 for a token without an end
     */
    public record About(
            String accessor,
            @JsonProperty("creation_time") long creationTime,
            @JsonProperty("display_name") String displayName,
            @JsonProperty("entity_id") String entityId,
            @JsonProperty("expire_time") @Nullable Instant expireTime,
            @JsonProperty("issue_time") Instant issueTime,
            Map<String, String> meta,
            @JsonProperty("num_uses") int numUses,
            boolean orphan,
            String path,
            List<String> policies,
            boolean renewable,
            long ttl,
            String type) {}

    private About about(VerifiedToken token) {
        Caller caller = token.caller();
        boolean endless = token.expiresAt().equals(Instant.MAX);
        long ttl = endless
                ? 0
                : token.expiresAt().getEpochSecond() - clock.instant().getEpochSecond();
        return new About(
                caller.tokenId().toString(),
                token.terms().issuedAt().getEpochSecond(),
                caller.name(),
                caller.id().toString(),
                endless ? null : token.expiresAt(),
                token.terms().issuedAt(),
                Map.of(),
                0,
                true,
                "auth/%s/login".formatted(caller.authMethod()),
                List.of(),
                !endless,
                Math.max(0, ttl),
                "service");
    }

    private String requestId() {
        return current.origin().requestId();
    }
}
