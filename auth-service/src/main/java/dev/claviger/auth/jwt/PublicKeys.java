package dev.claviger.auth.jwt;

import dev.claviger.auth.issuer.SignatureAlgorithm;
import dev.claviger.kernel.http.Validation;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Public keys as administrators paste them (RFC 7468, section 13): RSA of at least 2048 bits, and EC on P-256 or P-384. */
final class PublicKeys {
    private static final String FIELD = "publicKeys";
    private static final int MOST_KEYS = 10;
    private static final int MOST_CHARACTERS = 8192;

    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";

    private PublicKeys() {}

    /** The texts as they were given, since clients compare; every one must be a key. No issue repeats any of them. */
    static List<String> read(Validation input, List<@Nullable String> given) {
        input.check(!given.isEmpty(), FIELD, "Must have at least one key");
        input.check(given.size() <= MOST_KEYS, FIELD, "Must have at most " + MOST_KEYS + " keys");
        List<String> texts = new ArrayList<>();
        given.stream().limit(MOST_KEYS).map(text -> text == null ? "" : text).forEach(text -> {
            check(input, text);
            texts.add(text);
        });
        return texts;
    }

    private static void check(Validation input, String text) {
        if (text.toUpperCase(Locale.ROOT).contains("PRIVATE KEY")) {
            input.check(
                    false,
                    FIELD,
                    "This is a private key, which must never leave its owner. It was not stored. Make a new pair, since this one"
                            + " is known now, and give the public key");
            return;
        }
        Optional<PublicKey> key = text.length() > MOST_CHARACTERS ? Optional.empty() : parse(text);
        input.check(key.isPresent(), FIELD, "Must be PEM texts of public keys (BEGIN PUBLIC KEY)");
        key.ifPresent(present -> input.check(
                SignatureAlgorithm.anyFits(present),
                FIELD,
                "Must be RSA of 2048 to 8192 bits, or EC on P-256 or P-384"));
    }

    /** The keys of texts that were checked when they were stored. */
    static List<PublicKey> of(List<String> texts) {
        return texts.stream().map(PublicKeys::parse).flatMap(Optional::stream).toList();
    }

    private static Optional<PublicKey> parse(String text) {
        return body(text).flatMap(PublicKeys::decode);
    }

    /** Looks at each character once, however much white space somebody sends. */
    private static Optional<String> body(String text) {
        String pem = text.strip();
        if (pem.length() < BEGIN.length() + END.length() || !pem.startsWith(BEGIN) || !pem.endsWith(END)) {
            return Optional.empty();
        }
        String body = pem.substring(BEGIN.length(), pem.length() - END.length());
        return Optional.of(body).filter(found -> found.chars().allMatch(PublicKeys::isBase64OrSpace));
    }

    private static boolean isBase64OrSpace(int character) {
        return (character >= 'A' && character <= 'Z')
                || (character >= 'a' && character <= 'z')
                || (character >= '0' && character <= '9')
                || "+/= \t\n\u000B\f\r".indexOf(character) >= 0;
    }

    private static Optional<PublicKey> decode(String body) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(body);
            return Stream.of("RSA", "EC")
                    .map(algorithm -> generate(algorithm, bytes))
                    .flatMap(Optional::stream)
                    .findFirst();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<PublicKey> generate(String algorithm, byte[] bytes) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(bytes)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
