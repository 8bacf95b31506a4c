package dev.claviger.sync.lease;

import dev.claviger.sync.dynamicsecret.DynamicSecret;
import org.jspecify.annotations.Nullable;

/**
 * How a try to end a login went.
 *
 * @param username empty when it could not be opened
 * @param problem null when nobody can log in with it any more
 * @param isServerAway whether the same would have happened with any other login of that server
 */
record Ending(
        DynamicSecret secret, String username, @Nullable String problem, boolean isServerAway) {

    Ending failed(String why, boolean serverAway) {
        return new Ending(secret, username, why, serverAway);
    }
}
