package dev.claviger.audit.shard;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/**
 * One log in the sense of C2SP.
 *
 * @param org the organisation's id, or {@code platform}
 * @param name the last part of the origin
 * @param origin its name in the world, for ever: {@code host/org/2026q4}
 * @param publicKey 32 bytes of Ed25519
 * @param firstIndex the index in the organisation's trail that its first leaf has
 */
public record Shard(
        long id,
        String org,
        Quarter quarter,
        String name,
        String origin,
        Buffer publicKey,
        long firstIndex,
        Instant openedAt) {

    /** How verifiers are told its key (audit-log.md 1.2). */
    public String verifierKey() {
        return NoteKeys.verifierKey(origin, NoteKeys.ED25519, publicKey.getBytes());
    }
}
