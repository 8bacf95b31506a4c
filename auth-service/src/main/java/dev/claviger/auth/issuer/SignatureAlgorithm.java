package dev.claviger.auth.issuer;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.stream.Stream;

/** The algorithms that ID tokens may be signed with, each with the keys that fit it. There is no other way to be accepted. */
enum SignatureAlgorithm {
    RS256,
    RS384,
    RS512,
    ES256,
    ES384;

    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 8192;

    static Optional<SignatureAlgorithm> named(String name) {
        return Stream.of(values()).filter(each -> each.name().equals(name)).findFirst();
    }

    /** Whether the key is of the kind and size that this algorithm takes, so that no key serves for another purpose. */
    boolean fits(PublicKey key) {
        return switch (this) {
            case RS256, RS384, RS512 ->
                key instanceof RSAPublicKey rsa && isSane(rsa.getModulus().bitLength());
            case ES256 -> isOnCurve(key, 256);
            case ES384 -> isOnCurve(key, 384);
        };
    }

    private static boolean isSane(int bits) {
        return bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS;
    }

    private static boolean isOnCurve(PublicKey key, int bits) {
        return key instanceof ECPublicKey ec
                && ec.getParams().getCurve().getField().getFieldSize() == bits;
    }
}
