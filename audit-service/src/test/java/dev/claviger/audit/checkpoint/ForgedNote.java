package dev.claviger.audit.checkpoint;

import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.shard.SigningKey;

/** Signs what the signer would not. */
public final class ForgedNote {
    private ForgedNote() {}

    public static String sign(String origin, long size, Hash root, SigningKey key) {
        return Note.sign(origin, new TreeHead(size, root), key);
    }

    public static String cosign(String body, String witness, SigningKey key, long second) {
        return Note.cosign(body, witness, key, second);
    }
}
