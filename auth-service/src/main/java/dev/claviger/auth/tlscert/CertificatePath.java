package dev.claviger.auth.tlscert;

import dev.claviger.auth.certificate.CaCertificates;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The way from a client's certificate up to an authority (RFC 5280, section 6). Revocation lists and OCSP are not asked: certificates for
 * this login should be short-lived.
 *
 * @param chain the client's certificate first; the others, in any order, may stand between it and an authority
 */
record CertificatePath(List<Authority> authorities, List<X509Certificate> chain) {
    private static final int MOST_INTERMEDIATES = 4;

    CertificatePath {
        authorities = List.copyOf(authorities);
        chain = List.copyOf(chain);
    }

    /** The path that a configuration allows: without its leave, what the client sends along does not count. */
    static CertificatePath of(TlsCertSettings settings, List<X509Certificate> shown) throws CertificateException {
        List<Authority> authorities = CaCertificates.parse(settings.caCertificate()).stream()
                .map(Authority::new)
                .toList();
        return new CertificatePath(authorities, settings.verifyChain() ? shown : shown.subList(0, 1));
    }

    /** Why the client's certificate is not to be believed; empty when it is. Takes milliseconds of computing. */
    Optional<String> objection(Instant now) {
        if (!new ClientCertificate(chain.getFirst()).isForClients()) {
            return Optional.of("check=usage: not a certificate for TLS clients");
        }
        List<X509Certificate> path = new ArrayList<>(List.of(chain.getFirst()));
        while (path.size() <= MOST_INTERMEDIATES + 1) {
            X509Certificate last = path.getLast();
            List<Authority> signers =
                    authorities.stream().filter(each -> each.hasSigned(last)).toList();
            if (!signers.isEmpty()) {
                return objection(path, signers, now);
            }
            Optional<X509Certificate> next = issuer(last, path);
            if (next.isEmpty()) {
                break;
            }
            path.add(next.get());
        }
        return Optional.of("check=path: no trusted authority has signed it");
    }

    private Optional<X509Certificate> issuer(X509Certificate certificate, List<X509Certificate> used) {
        Stream<X509Certificate> unused = chain.stream().skip(1).filter(each -> !used.contains(each));
        return unused.filter(each -> new Authority(each).hasSigned(certificate)).findFirst();
    }

    /** An authority that was renewed stands there twice with one key, and one of the two has expired. */
    private static Optional<String> objection(List<X509Certificate> path, List<Authority> signers, Instant now) {
        List<Optional<String>> objections =
                signers.stream().map(each -> objection(path, each, now)).toList();
        return objections.stream().filter(Optional::isEmpty).findFirst().orElseGet(objections::getLast);
    }

    private static Optional<String> objection(List<X509Certificate> path, Authority authority, Instant now) {
        if (!Strength.suffices(path, authority.certificate())) {
            return Optional.of("check=strength: a signature by SHA-1 or older, or a key that is too short");
        }
        if (!authority.allows(path.size() - 1, now)) {
            return Optional.of("check=authority: it has expired, or may not stand above this path");
        }
        List<X509Certificate> whole = new ArrayList<>(path);
        whole.addAll(authority.inPath());
        try {
            PKIXParameters rules = new PKIXParameters(Set.of(authority.anchor()));
            rules.setRevocationEnabled(false);
            rules.setDate(Date.from(now));
            var _ = CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(whole), rules);
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.of("check=path: it breaks a rule of RFC 5280 (dates, constraints or usage)");
        }
    }
}
