package dev.claviger.kernel.caller;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A service token as it is sent: {@code st.<id>.<secret>}, with or without a fourth part, which old clients append and which counts for
 * nothing (http-api.md 3.11).
 */
public record ServiceTokenText(UUID id, Secret secret) {
    private static final String PREFIX = "st.";
    private static final int MAX_LENGTH = 512;
    private static final int UUID_LENGTH = 36;

    /** Whether the bearer means to be one. */
    public static boolean is(Secret bearer) {
        return bearer.reveal().startsWith(PREFIX);
    }

    /** Throws {@link TokenRefused} for anything of another form. */
    public static ServiceTokenText parse(Secret bearer) {
        String text = bearer.reveal();
        String[] parts = text.length() > MAX_LENGTH ? new String[0] : text.split("\\.", -1);
        boolean formed = (parts.length == 3 || parts.length == 4)
                && text.startsWith(PREFIX)
                && parts[1].length() == UUID_LENGTH
                && !parts[2].isEmpty();
        if (!formed) {
            throw TokenRefused.invalid();
        }
        try {
            return new ServiceTokenText(UUID.fromString(parts[1]), Secret.of(parts[2]));
        } catch (IllegalArgumentException e) {
            throw TokenRefused.invalid();
        }
    }

    /** SHA-256 of the secret. Enough without salt or key, because its 256 random bits cannot be guessed. */
    public byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.reveal().getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Names this spelling of the token in memory without holding it. */
    String key() {
        return id + ":" + HexFormat.of().formatHex(digest());
    }

    /** As it is sent on, in its short form. */
    Secret bearer() {
        return Secret.of(PREFIX + id + "." + secret.reveal());
    }
}
