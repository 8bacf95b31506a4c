package dev.claviger.sync.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 over a variable's place and value: equal digests mean equal values of one variable, and nothing without the key. */
public final class ValueDigest {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** Takes the raw key of the installation, at least 16 bytes. */
    public ValueDigest(byte[] key) {
        if (key.length < 16) {
            throw new IllegalArgumentException("the key of digests needs 16 bytes");
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    public String of(VariableId id, Secret value) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            add(mac, id.key());
            add(mac, id.scope());
            add(mac, value.reveal());
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void add(Mac mac, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        mac.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        mac.update(bytes);
    }
}
