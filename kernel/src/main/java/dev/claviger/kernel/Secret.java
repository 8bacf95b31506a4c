package dev.claviger.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.security.MessageDigest;

/**
 * Text that must never be printed: a secret value, a password, a bearer token, a key.
 *
 * <p>It prints a constant, has no {@code equals} and offers JSON no property, so a stray one in a log line, an exception
 * or a response shows nothing. {@link #reveal} is the only way out: its callers are the list to review.
 */
public final class Secret {
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /** Wraps the text; configuration finds this method by itself as a converter, and requests are read with it. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Secret of(String text) {
        return new Secret(text);
    }

    /** Returns the plaintext. Call it only where the text leaves the process or meets a cipher. */
    public String reveal() {
        return text;
    }

    /** Whether there is any text at all. Not named like a bean property, so that JSON stays empty. */
    public boolean hasText() {
        return !text.isEmpty();
    }

    /** Compares in time that depends on the lengths alone. */
    public boolean matches(Secret other) {
        return MessageDigest.isEqual(text.getBytes(UTF_8), other.text.getBytes(UTF_8));
    }

    @Override
    public String toString() {
        return "Secret[redacted]";
    }
}
