package dev.claviger.auth.universal;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.token.Login;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.Actor;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client that exists and tries to log in.
 *
 * @param locked whether wrong secrets have locked it at this time
 * @param hasFailures whether any are counted
 * @param secret the presented secret, if it is one of this client's and not revoked
 */
record Candidate(
        UniversalAuth auth,
        String identityName,
        UUID orgId,
        Rights rights,
        boolean locked,
        boolean hasFailures,
        @Nullable ClientSecret secret) {

    Actor actor() {
        return new Actor("identity", auth.identityId().toString(), identityName, UniversalAuth.METHOD, "");
    }

    Login login(ClientSecret used) {
        return new Login(
                auth.identityId(),
                identityName,
                orgId,
                rights,
                UniversalAuth.METHOD,
                auth.policy(),
                used.id(),
                null,
                Provenance.NONE,
                Map.of());
    }
}
