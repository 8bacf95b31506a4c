package dev.claviger.sync.identity;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.UUID;

/** The identity of an organisation, as it is stored. */
record SyncIdentity(
        UUID orgId, UUID identityId, String identityName, String clientId, Buffer sealed, Instant updatedAt) {

    /** As it is answered. */
    record View(UUID identityId, String identityName, String clientId, Instant updatedAt) {}

    /** One, as other routes wrap theirs. */
    record One(View syncIdentity) {}

    One view() {
        return new One(new View(identityId, identityName, clientId, updatedAt));
    }
}
