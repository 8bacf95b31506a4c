package dev.claviger.auth.issuer;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import java.util.Optional;
import java.util.stream.Stream;
import org.jose4j.keys.EllipticCurves;

/** The algorithms that ID tokens may be signed with, each with the keys that fit it. There is no other way to be accepted. */
public enum SignatureAlgorithm {
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

    /** Whether there is an algorithm at all that takes the key. */
    public static boolean anyFits(PublicKey key) {
        return Stream.of(values()).anyMatch(each -> each.fits(key));
    }

    /** Whether the key is of the kind and size that this algorithm takes, so that no key serves for another purpose. */
    boolean fits(PublicKey key) {
        return switch (this) {
            case RS256, RS384, RS512 ->
                key instanceof RSAPublicKey rsa && isSane(rsa.getModulus().bitLength());
            case ES256 -> isOnCurve(key, EllipticCurves.P256);
            case ES384 -> isOnCurve(key, EllipticCurves.P384);
        };
    }

    private static boolean isSane(int bits) {
        return bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS;
    }

    /** Of the curve and no other of its size, and a point of it: what merely looks like a key could vouch for anything. */
    private static boolean isOnCurve(PublicKey key, ECParameterSpec wanted) {
        if (!(key instanceof ECPublicKey ec)
                || !(ec.getParams().getCurve().getField() instanceof ECFieldFp field)
                || !ec.getParams().getCurve().equals(wanted.getCurve())
                || !ec.getParams().getGenerator().equals(wanted.getGenerator())) {
            return false;
        }
        EllipticCurve curve = ec.getParams().getCurve();
        BigInteger x = ec.getW().getAffineX();
        BigInteger y = ec.getW().getAffineY();
        BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return y.pow(2).subtract(right).mod(field.getP()).signum() == 0;
    }
}
