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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Public keys as administrators paste them (RFC 7468, section 13): RSA of at least 2048 bits, and EC on P-256 or P-384. */
final class PublicKeys {
    private static final String FIELD = "publicKeys";
    private static final int MOST_KEYS = 10;
    private static final int MOST_CHARACTERS = 8192;

    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----\\s*([A-Za-z0-9+/=\\s]+?)\\s*-----END PUBLIC KEY-----\\s*");

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
        Matcher pem = PEM.matcher(text);
        if (!pem.matches()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(pem.group(1));
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
