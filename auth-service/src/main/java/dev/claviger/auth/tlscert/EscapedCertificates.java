package dev.claviger.auth.tlscert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.claviger.auth.certificate.CaCertificates;
import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Certificates as a proxy writes them into a header: PEM, percent-encoded (nginx: {@code $ssl_client_escaped_cert}). A plus is a plus,
 * since base64 has it.
 */
final class EscapedCertificates {
    private static final int MOST_CHARACTERS = 32_768;
    private static final int MOST_CERTIFICATES = 6;
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

    private EscapedCertificates() {}

    /** The client's certificate first; empty for anything else than a few certificates. */
    static Optional<List<X509Certificate>> parse(String header) {
        if (header.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        return unescape(header)
                .map(String::strip)
                .filter(text -> text.startsWith(BEGIN))
                .flatMap(EscapedCertificates::certificates)
                .filter(found -> !found.isEmpty() && found.size() <= MOST_CERTIFICATES);
    }

    private static Optional<List<X509Certificate>> certificates(String pem) {
        try {
            return Optional.of(CaCertificates.parse(pem));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> unescape(String text) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each != '%') {
                plain.write(each);
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            plain.write(high << 4 | low);
            i += 2;
        }
        return Optional.of(plain.toString(ISO_8859_1));
    }
}
