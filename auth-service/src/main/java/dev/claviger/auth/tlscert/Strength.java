package dev.claviger.auth.tlscert;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether signatures and keys of a path are such that nobody can make them up. Java itself refuses SHA-1 only below the authorities that it
 * comes with, never below one that an administrator names, and takes RSA of 1024 bits.
 */
final class Strength {
    private static final int LEAST_RSA = 2048;
    private static final int LEAST_EC = 256;
    private static final Set<String> SIGNATURES = Set.of(
            "SHA256WITHRSA",
            "SHA384WITHRSA",
            "SHA512WITHRSA",
            "SHA256WITHECDSA",
            "SHA384WITHECDSA",
            "SHA512WITHECDSA",
            "ED25519",
            "ED448",
            "EDDSA");
    private static final String PSS = "RSASSA-PSS";
    private static final Set<String> DIGESTS = Set.of("SHA-256", "SHA-384", "SHA-512");

    private Strength() {}

    /** @param authority of which only the key counts: nobody looks at the signature under a certificate that is trusted as it is */
    static boolean suffices(List<X509Certificate> path, X509Certificate authority) {
        return path.stream().allMatch(Strength::isWellSigned)
                && Stream.concat(path.stream(), Stream.of(authority)).allMatch(each -> isLong(each.getPublicKey()));
    }

    private static boolean isWellSigned(X509Certificate certificate) {
        String name = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        return name.equals(PSS) ? hasGoodDigest(certificate) : SIGNATURES.contains(name);
    }

    private static boolean hasGoodDigest(X509Certificate certificate) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance(PSS);
            byte @Nullable [] encoded = certificate.getSigAlgParams();
            if (encoded == null) {
                return false;
            }
            parameters.init(encoded);
            return DIGESTS.contains(
                    parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm());
        } catch (GeneralSecurityException | IOException e) {
            return false;
        }
    }

    private static boolean isLong(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= LEAST_RSA;
            case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize() >= LEAST_EC;
            case EdECPublicKey _ -> true;
            default -> false;
        };
    }
}
