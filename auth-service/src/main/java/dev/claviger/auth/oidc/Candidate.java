package dev.claviger.auth.oidc;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.token.Login;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.Actor;
import java.util.Map;
import java.util.UUID;

/** An identity that somebody tries to log in as. */
record Candidate(OidcAuth auth, String identityName, UUID orgId, Rights rights) {

    Actor actor() {
        return new Actor("identity", auth.identityId().toString(), identityName, OidcAuth.METHOD, "");
    }

    /**
     * The login with a token that was found good.
     *
     * @param remaining how many seconds the ID token has left
     */
    Login login(Provenance job, Map<String, String> claims, long remaining) {
        TokenPolicy policy = auth.endsWithJob() ? auth.policy().within(remaining) : auth.policy();
        return new Login(auth.identityId(), identityName, orgId, rights, OidcAuth.METHOD, policy, null, job, claims);
    }
}
