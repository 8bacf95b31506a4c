package dev.claviger.audit.trail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.claviger.audit.merkle.Hash;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the tree says of an entry: a small JSON object without personal data (audit-log.md 2.2). What the event says is only committed
 * to, behind a salt, so that it can be forgotten and the tree still holds.
 *
 * @param envelope the exact bytes that are hashed
 * @param salt 32 bytes by chance
 */
record Leaf(Buffer envelope, Buffer salt, Hash hash) {
    private static final byte[] PURPOSE = "audit-payload/v1\0".getBytes(US_ASCII);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final Set<String> OUTCOMES = Set.of("success", "denied", "error");

    static Leaf of(Entry entry, byte[] salt) {
        byte[] envelope = envelope(entry, commitment(salt, entry.bytes().getBytes()));
        return new Leaf(Buffer.buffer(envelope), Buffer.buffer(salt), Hash.leaf(envelope));
    }

    /** Binds to the bytes and tells nothing about them to who does not know the salt. */
    static byte[] commitment(byte[] salt, byte[] payload) {
        MessageDigest digest = Hash.sha256();
        digest.update(PURPOSE);
        digest.update(salt);
        return digest.digest(payload);
    }

    /** Names and outcomes that a producer made up could be anything; those are called {@code other}. */
    private static byte[] envelope(Entry entry, byte[] commitment) {
        String name = entry.event().name();
        String outcome = entry.event().outcome();
        return "{\"v\":1,\"id\":\"%s\",\"t\":%d,\"type\":\"%s\",\"out\":\"%s\",\"ev\":\"%s\"%s}"
                .formatted(
                        entry.id(),
                        entry.occurredAt().toEpochMilli(),
                        NAME.matcher(name).matches() ? name : "other",
                        OUTCOMES.contains(outcome) ? outcome : "other",
                        Base64.getUrlEncoder().withoutPadding().encodeToString(commitment),
                        entry.facts().isEmpty() ? "" : "," + entry.facts())
                .getBytes(US_ASCII);
    }
}
