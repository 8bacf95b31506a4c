package dev.claviger.auth.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.issuer.IssuerAddress;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.http.Validation;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST} and {@code PATCH} say about a configuration (http-api.md 6.4). Absent or null is the default, or what stands already;
 * an empty text clears those that may be empty.
 *
 * @param allowForkPipelines ours alone, see {@link ForkRule}
 */
record OidcAuthRequest(
        @Nullable String oidcDiscoveryUrl,
        @Nullable String caCert,
        @Nullable String boundIssuer,
        @Nullable String boundAudiences,
        @Nullable Map<String, @Nullable String> boundClaims,
        @Nullable Map<String, @Nullable String> claimMetadataMapping,
        @Nullable String boundSubject,
        @Nullable Boolean allowForkPipelines,
        @Nullable List<TrustedIps.Given> accessTokenTrustedIps,
        @Nullable Long accessTokenTTL,
        @Nullable Long accessTokenMaxTTL,
        @Nullable Long accessTokenNumUsesLimit) {
    private static final int MOST_TEXT = 4096;
    private static final int MOST_CERTIFICATE = 65_536;
    private static final int MOST_ENTRIES = 50;
    private static final int MOST_PORT = 65_535;
    private static final URI NOWHERE = URI.create("https://invalid");

    static final OidcAuthRequest EMPTY =
            new OidcAuthRequest(null, null, null, null, null, null, null, null, null, null, null, null);

    /** The part of a configuration that people choose. */
    record Settings(IssuerAddress issuer, Binding binding, TokenPolicy policy) {
        static final Settings DEFAULT = new Settings(
                new IssuerAddress(NOWHERE, ""),
                new Binding("", Alternatives.parse(""), "", Map.of(), null, false),
                TokenPolicy.DEFAULT);

        static Settings of(OidcAuth auth) {
            return new Settings(auth.issuer(), auth.binding(), auth.policy());
        }
    }

    /** A new configuration. Fails with {@link ConfigurationRefused} when it would let everybody in. */
    Settings fresh() {
        Validation input = new Validation();
        var _ = input.text("oidcDiscoveryUrl", oidcDiscoveryUrl);
        var _ = input.text("boundIssuer", boundIssuer);
        return on(Settings.DEFAULT, input);
    }

    /** The settings that result from this request on top of the given ones. Fails as {@link #fresh}. */
    Settings on(Settings base) {
        return on(base, new Validation());
    }

    private Settings on(Settings base, Validation input) {
        Binding old = base.binding();
        Settings settings = new Settings(
                new IssuerAddress(
                        url(input, base.issuer().discoveryUrl()),
                        certificate(input, base.issuer().caCert())),
                new Binding(
                        bounded(input, "boundIssuer", input.text("boundIssuer", boundIssuer, old.issuer())),
                        audiences(input, old.audiences()),
                        subject(input, old.subject()),
                        claims(input, old.claims()),
                        mapping(input, old.claimMapping()),
                        allowForkPipelines == null ? old.allowForkPipelines() : allowForkPipelines),
                TokenPolicy.read(
                        input,
                        accessTokenTTL,
                        accessTokenMaxTTL,
                        null,
                        accessTokenNumUsesLimit,
                        accessTokenTrustedIps,
                        base.policy()));
        input.done();
        if (!settings.binding().bindsSomebody()) {
            throw ConfigurationRefused.bindsNobody();
        }
        return settings;
    }

    private URI url(Validation input, URI old) {
        if (oidcDiscoveryUrl == null || oidcDiscoveryUrl.isBlank()) {
            return old;
        }
        URI url = parse(bounded(input, "oidcDiscoveryUrl", oidcDiscoveryUrl.strip()));
        boolean plain = ("https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme()))
                && url.getHost() != null
                && url.getPort() != 0
                && url.getPort() <= MOST_PORT
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
        input.check(plain, "oidcDiscoveryUrl", "Must be a URL such as https://gitlab.example.com, without query");
        return plain ? url : NOWHERE;
    }

    private static URI parse(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            return URI.create("");
        }
    }

    private String certificate(Validation input, String old) {
        if (caCert == null || caCert.isBlank()) {
            return caCert == null ? old : "";
        }
        boolean readable = caCert.length() <= MOST_CERTIFICATE && isCertificate(caCert);
        input.check(readable, "caCert", "Must be one or more PEM certificates");
        return caCert;
    }

    private static boolean isCertificate(String pem) {
        try {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(UTF_8)))
                    .isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }

    private Alternatives audiences(Validation input, Alternatives old) {
        if (boundAudiences == null) {
            return old;
        }
        Alternatives audiences = Alternatives.parse(bounded(input, "boundAudiences", boundAudiences));
        audiences.validate(input, "boundAudiences");
        return audiences;
    }

    private String subject(Validation input, String old) {
        if (boundSubject == null) {
            return old;
        }
        String subject = bounded(input, "boundSubject", input.text("boundSubject", boundSubject, ""));
        if (!subject.isEmpty()) {
            Alternatives.validatePattern(input, "boundSubject", subject);
        }
        return subject;
    }

    private Map<String, Alternatives> claims(Validation input, Map<String, Alternatives> old) {
        if (boundClaims == null) {
            return old;
        }
        Map<String, Alternatives> claims = new HashMap<>();
        texts(input, "boundClaims", boundClaims).forEach((name, list) -> {
            Alternatives wanted = Alternatives.parse(list);
            input.check(!wanted.isEmpty(), "boundClaims", "Every claim needs at least one value");
            wanted.validate(input, "boundClaims");
            claims.put(name, wanted);
        });
        return claims;
    }

    private @Nullable Map<String, String> mapping(Validation input, @Nullable Map<String, String> old) {
        if (claimMetadataMapping == null) {
            return old;
        }
        Map<String, String> mapping = texts(input, "claimMetadataMapping", claimMetadataMapping);
        input.check(
                mapping.values().stream().noneMatch(String::isEmpty),
                "claimMetadataMapping",
                "Every name needs a claim");
        return mapping;
    }

    private static Map<String, String> texts(Validation input, String field, Map<String, @Nullable String> given) {
        input.check(given.size() <= MOST_ENTRIES, field, "Must have at most " + MOST_ENTRIES + " entries");
        Map<String, String> texts = new HashMap<>();
        given.forEach((name, value) -> texts.put(
                bounded(input, field, input.text(field, name)), bounded(input, field, input.text(field, value, ""))));
        return texts;
    }

    private static String bounded(Validation input, String field, String text) {
        input.check(text.length() <= MOST_TEXT, field, "Must have at most " + MOST_TEXT + " characters");
        return text;
    }
}
