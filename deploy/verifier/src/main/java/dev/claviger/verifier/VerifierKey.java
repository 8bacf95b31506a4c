package dev.claviger.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A public key of a log or witness in the form {@code name+id+base64} (C2SP signed-note); Ed25519 only. */
public final class VerifierKey {
    /** Signs the text of a note. */
    public static final int NOTE = 1;

    /** Signs the text of a checkpoint together with a time. */
    public static final int COSIGNATURE = 4;

    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] X509_PREFIX = HEX.parseHex("302a300506032b6570032100");
    private static final int KEY_BYTES = 32;

    private final String name;
    private final byte[] id;
    private final int type;
    private final PublicKey key;

    private VerifierKey(String name, byte[] id, int type, PublicKey key) {
        this.name = name;
        this.id = id;
        this.type = type;
        this.key = key;
    }

    /** Reads a key; throws {@link LogRefused} when it is none, or its id is not that of its name and bytes. */
    public static VerifierKey parse(String text) {
        String[] parts = text.strip().split("\\+", 3);
        if (parts.length != 3 || !parts[0].matches("[^\\s+]+") || !parts[1].matches("[0-9a-f]{8}")) {
            throw new LogRefused("not a verifier key: it must read name+id+base64");
        }
        byte[] typed = base64(parts[2]);
        byte[] id = HEX.parseHex(parts[1]);
        if (typed.length != 1 + KEY_BYTES || (typed[0] != NOTE && typed[0] != COSIGNATURE)) {
            throw new LogRefused("the verifier key is not one of Ed25519");
        }
        byte[] expected = Arrays.copyOf(TreeMath.digest(parts[0].getBytes(UTF_8), new byte[] {'\n'}, typed), id.length);
        if (!Arrays.equals(id, expected)) {
            throw new LogRefused("the verifier key has an id that is not its own");
        }
        return new VerifierKey(parts[0], id, typed[0], publicKey(Arrays.copyOfRange(typed, 1, typed.length)));
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException malformed) {
            throw new LogRefused("the verifier key is not base64");
        }
    }

    private static PublicKey publicKey(byte[] bytes) {
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + bytes.length);
        System.arraycopy(bytes, 0, encoded, X509_PREFIX.length, bytes.length);
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException refused) {
            throw new LogRefused("the verifier key is no point of the curve");
        }
    }

    public String name() {
        return name;
    }

    public int type() {
        return type;
    }

    boolean isNamed(String otherName, byte[] otherId) {
        return name.equals(otherName) && Arrays.equals(id, otherId);
    }

    boolean hasSigned(byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }
}
