package dev.claviger.auth.tlscert;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/** The certificate that a client has shown, and who it says its holder is. Nothing in it is believed before {@link CertificatePath}. */
record ClientCertificate(X509Certificate certificate) {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final int DIGITAL_SIGNATURE = 0;

    /** Whether it may be used by a client of TLS, and is no authority itself. */
    boolean isForClients() {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() < 0
                && (usage == null || usage[DIGITAL_SIGNATURE])
                && isForClientAuth();
    }

    private boolean isForClientAuth() {
        try {
            @Nullable List<String> purposes = certificate.getExtendedKeyUsage();
            return purposes == null || purposes.contains(CLIENT_AUTH);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    /** The common name; empty when there is none, or more than one to choose from. */
    Optional<String> commonName() {
        try {
            List<Rdn> parts = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            List<Rdn> names = parts.stream()
                    .filter(part -> part.toAttributes().get("CN") != null)
                    .toList();
            return names.size() == 1 && names.getFirst().size() == 1
                    ? Optional.of(String.valueOf(names.getFirst().getValue()))
                    : Optional.empty();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    /** The alternative names that are texts: DNS names, addresses, URIs, e-mail addresses. */
    List<String> alternativeNames() {
        try {
            @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .map(name -> name.get(1))
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** The SHA-256 of it, by which people find it again. */
    String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(
                    "a certificate that was read has an encoding, and every JDK has SHA-256", e);
        }
    }

    String serialNumber() {
        return certificate.getSerialNumber().toString(16);
    }
}
