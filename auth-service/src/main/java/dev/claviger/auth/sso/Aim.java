package dev.claviger.auth.sso;

import dev.claviger.auth.handover.CallbackPort;
import dev.claviger.auth.user.OneTimeSecret;
import dev.claviger.kernel.Secret;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody logs in for.
 *
 * @param linkUserId who wants to link their login there; null otherwise
 * @param invitation the digest of the invitation they follow, in hex; null without one
 * @param port for the login page, which waits for them; null when they go on to the start of the installation
 */
record Aim(
        @Nullable UUID linkUserId,
        @Nullable String invitation,
        @Nullable CallbackPort port) {

    /** Logging in; an empty invitation is none. */
    static Aim login(Secret invitation) {
        return new Aim(
                null,
                invitation.hasText() ? HexFormat.of().formatHex(new OneTimeSecret(invitation).digest()) : null,
                null);
    }

    static Aim link(UUID userId) {
        return new Aim(userId, null, null);
    }

    static Aim handover(CallbackPort port) {
        return new Aim(null, null, port);
    }
}
