package dev.claviger.kernel.crypto;

import dev.claviger.kernel.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Root keys as text: {@code id:base64 of 32 bytes}, separated by commas or line ends. */
final class RingText {
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final Pattern SEPARATOR = Pattern.compile("[,\n]");

    private RingText() {}

    /**
     * @param source the configuration key to name when the text is wrong
     * @throws IllegalArgumentException with a text that says what is wrong, without any part of a key
     */
    static List<LocalKey> parse(String source, Secret text) {
        List<LocalKey> keys = new ArrayList<>();
        for (String entry : SEPARATOR.split(text.reveal().strip(), -1)) {
            int colon = entry.indexOf(':');
            String id = colon < 0 ? "" : entry.substring(0, colon).strip();
            if (!isKeyId(id)) {
                throw bad(source, "every entry must read id:base64, with an id of letters, digits, - and _");
            }
            keys.add(key(source, id, entry.substring(colon + 1).strip()));
        }
        return keys;
    }

    static boolean isKeyId(String text) {
        return KEY_ID.matcher(text).matches();
    }

    private static LocalKey key(String source, String id, String base64) {
        byte[] bytes = decode(source, id, base64);
        if (bytes.length != LocalKey.BYTES) {
            throw bad(source, "key " + id + " must be 32 bytes, it has " + bytes.length);
        }
        try {
            return LocalKey.of(id, bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] decode(String source, String id, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw bad(source, "key " + id + " is not base64");
        }
    }

    private static IllegalArgumentException bad(String source, String what) {
        return new IllegalArgumentException(
                source + ": " + what + ". Make a key with: echo k1:$(head -c 32 /dev/urandom | base64)");
    }
}
