package dev.claviger.auth.tlscert;

import dev.claviger.auth.certificate.CaCertificates;
import dev.claviger.auth.method.Names;
import dev.claviger.auth.method.Wish;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.http.Validation;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code POST} and {@code PATCH} say about a configuration (http-api.md 6.5). Absent or null is the default, or what stands already. */
record TlsCertAuthRequest(
        @Nullable String caCertificate,
        @Nullable String allowedCommonNames,
        @Nullable List<@Nullable String> allowedSubjectAltNames,
        @Nullable Boolean verifyClientCertificateChain,
        @Nullable List<TrustedIps.Given> accessTokenTrustedIps,
        @Nullable Long accessTokenTTL,
        @Nullable Long accessTokenMaxTTL,
        @Nullable Long accessTokenNumUsesLimit)
        implements Wish<TlsCertSettings> {
    private static final int MOST_NAMES = 100;
    private static final int MOST_AUTHORITIES = 10;

    static final TlsCertAuthRequest EMPTY = new TlsCertAuthRequest(null, null, null, null, null, null, null, null);

    @Override
    public TlsCertSettings unset() {
        return new TlsCertSettings("", Names.parse(""), List.of(), false);
    }

    @Override
    public Optional<String> tooWide(TlsCertSettings settings) {
        return settings.bindsSomebody()
                ? Optional.empty()
                : Optional.of(
                        "Name allowedCommonNames or allowedSubjectAltNames: without them every certificate of the authority could log in.");
    }

    @Override
    public TlsCertSettings settings(Validation input, TlsCertSettings old) {
        return new TlsCertSettings(
                authorities(input, old.caCertificate()),
                Names.read(input, "allowedCommonNames", allowedCommonNames, old.commonNames()),
                alternativeNames(input, old.subjectAltNames()),
                verifyClientCertificateChain == null ? old.verifyChain() : verifyClientCertificateChain);
    }

    private String authorities(Validation input, String old) {
        @Nullable String given = caCertificate == null || caCertificate.isBlank() ? null : caCertificate;
        String pem = CaCertificates.read(input, "caCertificate", given, old);
        input.check(!pem.isEmpty(), "caCertificate", "Required");
        if (given != null) {
            checkAuthorities(input, pem);
        }
        return pem;
    }

    private static void checkAuthorities(Validation input, String pem) {
        try {
            List<Authority> authorities =
                    CaCertificates.parse(pem).stream().map(Authority::new).toList();
            input.check(
                    authorities.size() <= MOST_AUTHORITIES,
                    "caCertificate",
                    "Must have at most " + MOST_AUTHORITIES + " certificates");
            input.check(
                    authorities.stream().allMatch(Authority::maySign),
                    "caCertificate",
                    "Must be certificates of authorities (basic constraints CA, key usage keyCertSign)");
            input.check(
                    authorities.stream().allMatch(Authority::canBeHeldToItsConstraints),
                    "caCertificate",
                    "An intermediate authority with name constraints cannot be held to them; give its root");
        } catch (CertificateException e) {
            input.check(false, "caCertificate", "Must be one or more PEM certificates");
        }
    }

    private List<String> alternativeNames(Validation input, List<String> old) {
        if (allowedSubjectAltNames == null) {
            return old;
        }
        input.check(
                allowedSubjectAltNames.size() <= MOST_NAMES,
                "allowedSubjectAltNames",
                "Must have at most " + MOST_NAMES + " entries");
        return allowedSubjectAltNames.stream()
                .limit(MOST_NAMES)
                .map(name -> input.text("allowedSubjectAltNames", name))
                .toList();
    }
}
