package dev.claviger.auth.tlscert;

import java.security.GeneralSecurityException;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate that an administrator trusts to sign others.
 *
 * <p>Java's path validation believes a trust anchor without looking at it. A root therefore goes into the path as well, so that its dates,
 * its constraints and its key usage count; of an authority that is no root they are checked here.
 */
record Authority(X509Certificate certificate) {
    private static final int CERT_SIGN = 5;
    private static final String NAME_CONSTRAINTS = "2.5.29.30";

    /** Whether it may sign certificates at all: what is no authority must not become one by being pasted here. */
    boolean maySign() {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0 && (usage == null || usage[CERT_SIGN]);
    }

    /** Whether it signed itself. */
    boolean isRoot() {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                && hasSigned(certificate);
    }

    /** Name constraints bind only from within a path, which an authority that is no root cannot be part of. */
    boolean canBeHeldToItsConstraints() {
        return isRoot() || certificate.getExtensionValue(NAME_CONSTRAINTS) == null;
    }

    boolean hasSigned(X509Certificate other) {
        if (!certificate.getSubjectX500Principal().equals(other.getIssuerX500Principal())) {
            return false;
        }
        try {
            other.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether its dates and its path length allow it to stand above so many intermediate authorities now. */
    boolean allows(int intermediates, Instant now) {
        return maySign()
                && !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant())
                && intermediates <= certificate.getBasicConstraints();
    }

    /** What it adds to the end of a path. */
    List<X509Certificate> inPath() {
        return isRoot() ? List.of(certificate) : List.of();
    }

    TrustAnchor anchor() {
        return new TrustAnchor(certificate.getSubjectX500Principal(), certificate.getPublicKey(), null);
    }
}
