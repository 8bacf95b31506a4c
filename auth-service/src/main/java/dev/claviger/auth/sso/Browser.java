package dev.claviger.auth.sso;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The secret that a browser keeps in a cookie while its person logs in elsewhere; nonce and code verifier derive from it. */
record Browser(Secret secret) {

    /** Goes through the provider and comes back within the ID token. */
    String nonce() {
        return text(digest("nonce:"));
    }

    /** Shown with the code (RFC 7636). */
    Secret verifier() {
        return Secret.of(text(digest("verifier:")));
    }

    /** Shown before. */
    String challenge() {
        return text(sha256(verifier().reveal()));
    }

    /** What is stored. */
    byte[] digest() {
        return digest("browser:");
    }

    private byte[] digest(String purpose) {
        return sha256(purpose + secret.reveal());
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
