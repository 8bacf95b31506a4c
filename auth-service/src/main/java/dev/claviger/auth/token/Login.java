package dev.claviger.auth.token;

import dev.claviger.auth.access.Rights;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.Actor;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A login that succeeded and gets its token.
 *
 * @param clientSecretId with which it logged in, for Universal Auth
 * @param configurationId of the method that found its credential good; null for Universal Auth, and where nothing is logged in by
 * @param claims what the login puts aside for permission templates
 */
public record Login(
        UUID identityId,
        String identityName,
        UUID orgId,
        Rights rights,
        String method,
        TokenPolicy policy,
        @Nullable UUID clientSecretId,
        @Nullable UUID configurationId,
        Provenance provenance,
        Map<String, String> claims) {

    public Login {
        claims = Map.copyOf(claims);
    }

    /** The same login without any limit on its token. */
    Login unlimited() {
        return new Login(
                identityId,
                identityName,
                orgId,
                rights,
                method,
                TokenPolicy.UNLIMITED,
                clientSecretId,
                configurationId,
                provenance,
                claims);
    }

    Actor actor(UUID tokenId) {
        return new Actor("identity", identityId.toString(), identityName, method, tokenId.toString());
    }
}
