package dev.claviger.auth.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.http.Validation;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One or more certificates of authorities, as one PEM text. */
public final class CaCertificates {
    private static final int MOST_CHARACTERS = 65_536;

    private CaCertificates() {}

    /** Reads the field of a request: absent is what stands already, blank clears it, anything else must be certificates. */
    public static String read(Validation input, String field, @Nullable String given, String old) {
        if (given == null || given.isBlank()) {
            return given == null ? old : "";
        }
        boolean readable = given.length() <= MOST_CHARACTERS && isCertificates(given);
        input.check(readable, field, "Must be one or more PEM certificates");
        return given;
    }

    private static boolean isCertificates(String pem) {
        try {
            return !parse(pem).isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }

    /**
     * Returns the certificates of a text.
     *
     * @throws CertificateException when it holds anything that is none
     */
    public static List<X509Certificate> parse(String pem) throws CertificateException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(UTF_8)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }
}
