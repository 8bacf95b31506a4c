package dev.claviger.sync.lease;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A lease as it is stored.
 *
 * @param inputsId how its login was made and is to be ended
 * @param sealed the name of the login
 * @param config what the request said of the kind of login; given back and nothing else
 * @param problem why the last try to end it failed; null when none has
 */
record Lease(
        UUID id,
        UUID secretId,
        UUID inputsId,
        State state,
        Buffer sealed,
        @Nullable JsonObject config,
        int version,
        Instant expireAt,
        int attempts,
        @Nullable String problem,
        Instant createdAt,
        Instant updatedAt) {

    /** How far it is. */
    enum State {
        /** The login is being made; nobody has it yet. */
        CREATING,
        /** Somebody has it. */
        ACTIVE,
        /** It is to end. */
        ENDING
    }
}
