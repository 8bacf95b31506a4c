package dev.claviger.audit.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.audit.merkle.Hash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Names and ids of keys in signed notes (audit-log.md 1.2). */
public final class NoteKeys {
    /** A plain signature of a note. */
    public static final byte ED25519 = 1;

    /** A cosignature with a time. */
    public static final byte COSIGNATURE = 4;

    private static final int ID_BYTES = 4;

    private NoteKeys() {}

    public static byte[] id(String name, byte type, byte[] publicKey) {
        MessageDigest digest = Hash.sha256();
        digest.update(name.getBytes(UTF_8));
        digest.update((byte) '\n');
        digest.update(type);
        digest.update(publicKey);
        return Arrays.copyOf(digest.digest(), ID_BYTES);
    }

    public static String verifierKey(String name, byte type, byte[] publicKey) {
        byte[] typed = ByteBuffer.allocate(1 + publicKey.length)
                .put(type)
                .put(publicKey)
                .array();
        return "%s+%s+%s"
                .formatted(
                        name,
                        HexFormat.of().formatHex(id(name, type, publicKey)),
                        Base64.getEncoder().encodeToString(typed));
    }
}
