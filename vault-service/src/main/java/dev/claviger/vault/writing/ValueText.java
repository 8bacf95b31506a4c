package dev.claviger.vault.writing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.InvalidInput;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/** The rules for the text of a value (http-api.md 1.7). */
final class ValueText {
    /** What counts as white space at the ends; the set of ECMAScript's {@code trim}, which clients know. */
    private static final String WHITE_SPACE = "\t\n\u000B\f\r \u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
            + "\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF";

    private ValueText() {}

    /**
     * Without white space at the ends, but with one newline at the end if the last character was one. Refuses with
     * {@link InvalidInput} text that is no Unicode, for it would come back changed, and with {@link TooLarge} what is too long.
     */
    static Secret clean(Secret given, int maxBytes) {
        String text = given.reveal();
        int start = 0;
        int end = text.length();
        while (start < end && isWhite(text.charAt(start))) {
            start++;
        }
        while (end > start && isWhite(text.charAt(end - 1))) {
            end--;
        }
        String trimmed = text.substring(start, end) + (text.endsWith("\n") ? "\n" : "");
        if (bytes(trimmed) > maxBytes) {
            throw new TooLarge("A secret value", maxBytes);
        }
        return Secret.of(trimmed);
    }

    /** As it is, white space at the ends included; refuses like {@link #clean}. */
    static Secret exact(Secret given, int maxBytes) {
        if (bytes(given.reveal()) > maxBytes) {
            throw new TooLarge("A secret value", maxBytes);
        }
        return given;
    }

    private static boolean isWhite(char character) {
        return WHITE_SPACE.indexOf(character) >= 0;
    }

    private static int bytes(String text) {
        try {
            return UTF_8.newEncoder().encode(CharBuffer.wrap(text)).remaining();
        } catch (CharacterCodingException e) {
            throw InvalidInput.of("secretValue", "Must be Unicode text");
        }
    }
}
