package dev.claviger.auth.revocation;

import static dev.claviger.auth.access.IdentityAction.REVOKE_AUTH;

import dev.claviger.auth.access.IdentityActs;
import dev.claviger.auth.identity.Identities;
import dev.claviger.auth.token.Tokens;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Ends tokens of whole identities. Every act is allowed first and recorded. */
@ApplicationScoped
class Revocations {
    private final Identities identities;
    private final Tokens tokens;
    private final IdentityActs acts;
    private final CurrentRequest current;

    Revocations(Identities identities, Tokens tokens, IdentityActs acts, CurrentRequest current) {
        this.identities = identities;
        this.tokens = tokens;
        this.acts = acts;
        this.current = current;
    }

    /** Returns how many logins it has ended. Its ways to log in stay. */
    Uni<Integer> revokeAll(UUID identityId) {
        AccessEvent attempt = current.event("revoke-identity-tokens").with("identityId", identityId.toString());
        UUID orgId = current.caller().orgId();
        return acts.perform(
                attempt,
                REVOKE_AUTH,
                identityId,
                (tx, event) -> identities
                        .manage(tx, orgId, identityId)
                        .chain(() -> tokens.revokeAll(tx, orgId, identityId))
                        .invoke(count -> tx.record(event.with("revokedTokens", count))));
    }
}
