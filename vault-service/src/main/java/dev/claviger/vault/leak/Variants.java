package dev.claviger.vault.leak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a text may have been before it was pasted: with white space or quotes around it, in base64, percent-encoded.
 *
 * <p>Decoding begins from the text without what is around it, and a decoded text may end in a line end, as {@code echo} leaves one.
 */
final class Variants {
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final String QUOTES = "\"'`";

    private final List<Guess> found = new ArrayList<>();

    /** What the value may be, and how it came from what was pasted. */
    record Guess(Variant variant, ByteBuffer value) {
        int length() {
            return value.remaining();
        }

        byte[] bytes() {
            byte[] copy = new byte[value.remaining()];
            value.duplicate().get(copy);
            return copy;
        }
    }

    private Variants() {}

    /** In the order in which a match counts: the one that changes least comes first. */
    static List<Guess> of(Secret pasted) {
        String text = pasted.reveal();
        String trimmed = text.strip();
        String bare = withoutQuotes(trimmed);
        Variants variants = new Variants();
        variants.add(Variant.EXACT, text.getBytes(UTF_8));
        variants.add(Variant.WITHOUT_NEWLINE, withoutNewline(text.getBytes(UTF_8)));
        variants.add(Variant.WITH_NEWLINE, (text + "\n").getBytes(UTF_8));
        variants.add(Variant.TRIMMED, trimmed.getBytes(UTF_8));
        variants.add(Variant.UNQUOTED, bare.getBytes(UTF_8));
        base64(bare, Base64.getDecoder()).ifPresent(bytes -> variants.addDecoded(Variant.BASE64, bytes));
        base64(bare, Base64.getUrlDecoder()).ifPresent(bytes -> variants.addDecoded(Variant.BASE64URL, bytes));
        percent(bare).ifPresent(bytes -> variants.addDecoded(Variant.PERCENT, bytes));
        return variants.found;
    }

    private void addDecoded(Variant variant, byte[] bytes) {
        add(variant, bytes);
        add(variant, withoutNewline(bytes));
    }

    private void add(Variant variant, byte[] bytes) {
        ByteBuffer value = ByteBuffer.wrap(bytes);
        if (found.stream().noneMatch(known -> known.value().equals(value))) {
            found.add(new Guess(variant, value));
        }
    }

    /** Without one line end. */
    static byte[] withoutNewline(byte[] bytes) {
        int length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\n') {
            length--;
            if (length > 0 && bytes[length - 1] == '\r') {
                length--;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    private static String withoutQuotes(String text) {
        int last = text.length() - 1;
        boolean quoted = last > 0 && text.charAt(0) == text.charAt(last) && QUOTES.indexOf(text.charAt(0)) >= 0;
        return quoted ? text.substring(1, last) : text;
    }

    /** Its failure is not passed on, for it tells what it failed at. */
    private static Optional<byte[]> base64(String text, Base64.Decoder decoder) {
        try {
            return Optional.of(decoder.decode(WHITE_SPACE.matcher(text).replaceAll("")));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> percent(String text) {
        try {
            return Optional.of(
                    URLDecoder.decode(text.replace("+", "%2B"), UTF_8).getBytes(UTF_8));
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }
}
