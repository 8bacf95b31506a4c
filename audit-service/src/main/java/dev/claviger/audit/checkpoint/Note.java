package dev.claviger.audit.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.audit.shard.NoteKeys;
import dev.claviger.audit.shard.SigningKey;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Writes checkpoints as signed notes (audit-log.md 1.2, 1.3 and 1.5). */
public final class Note {
    private Note() {}

    /** The text that is signed. */
    static String body(String origin, TreeHead head) {
        return "%s\n%d\n%s\n".formatted(origin, head.size(), head.root().base64());
    }

    /** The whole checkpoint of a log whose key has its name. */
    static String sign(String origin, TreeHead head, SigningKey key) {
        String body = body(origin, head);
        byte[] id = NoteKeys.id(origin, NoteKeys.ED25519, key.publicKey());
        return body + "\n" + line(origin, id, key.sign(body.getBytes(UTF_8)));
    }

    /** The line with which a witness says that it has seen no other history, as of that second. */
    public static String cosign(String body, String witness, SigningKey key, long second) {
        byte[] signature =
                key.sign("cosignature/v1\ntime %d\n%s".formatted(second, body).getBytes(UTF_8));
        byte[] timed = ByteBuffer.allocate(Long.BYTES + signature.length)
                .putLong(second)
                .put(signature)
                .array();
        return line(witness, NoteKeys.id(witness, NoteKeys.COSIGNATURE, key.publicKey()), timed);
    }

    private static String line(String name, byte[] id, byte[] signature) {
        byte[] blob = ByteBuffer.allocate(id.length + signature.length)
                .put(id)
                .put(signature)
                .array();
        return "— %s %s\n".formatted(name, Base64.getEncoder().encodeToString(blob));
    }
}
