package dev.claviger.auth.token;

import dev.claviger.kernel.caller.OrgRole;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the token of a person says (http-api.md 3.7).
 *
 * @param place the organisation that was chosen; null before that, and then the token opens only what is the person's own
 * @param end when it stops being valid; clients need one
 */
public record UserToken(
        UUID sessionId,
        UUID userId,
        String username,
        String method,
        boolean mfaVerified,
        @Nullable Place place,
        Instant end) {

    /** An organisation and the role there. */
    public record Place(UUID orgId, OrgRole role) {}
}
