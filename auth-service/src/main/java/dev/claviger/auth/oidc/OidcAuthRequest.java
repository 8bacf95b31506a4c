package dev.claviger.auth.oidc;

import dev.claviger.auth.certificate.CaCertificates;
import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.claim.BindingFields;
import dev.claviger.auth.claim.ForkRule;
import dev.claviger.auth.issuer.IssuerAddress;
import dev.claviger.auth.method.GivenUrl;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.http.Validation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST} and {@code PATCH} say about a configuration (http-api.md 6.4). Absent or null is the default, or what stands already;
 * an empty text clears those that may be empty.
 *
 * @param allowForkPipelines ours alone, see {@link ForkRule}
 * @param accessTokenEndsWithJob ours alone, see {@link OidcAuth}
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
        @Nullable Boolean accessTokenEndsWithJob,
        @Nullable List<TrustedIps.Given> accessTokenTrustedIps,
        @Nullable Long accessTokenTTL,
        @Nullable Long accessTokenMaxTTL,
        @Nullable Long accessTokenNumUsesLimit) {
    private static final URI NOWHERE = URI.create("https://invalid");

    static final OidcAuthRequest EMPTY =
            new OidcAuthRequest(null, null, null, null, null, null, null, null, null, null, null, null, null);

    /** The part of a configuration that people choose. */
    record Settings(IssuerAddress issuer, Binding binding, TokenPolicy policy, boolean endsWithJob) {
        static final Settings DEFAULT =
                new Settings(new IssuerAddress(NOWHERE, ""), Binding.NOTHING, TokenPolicy.DEFAULT, false);

        static Settings of(OidcAuth auth) {
            return new Settings(auth.issuer(), auth.binding(), auth.policy(), auth.endsWithJob());
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
        Settings settings = new Settings(
                new IssuerAddress(
                        url(input, base.issuer().discoveryUrl()),
                        CaCertificates.read(
                                input, "caCert", caCert, base.issuer().caCert())),
                bindingFields().on(base.binding(), input),
                TokenPolicy.read(
                        input,
                        accessTokenTTL,
                        accessTokenMaxTTL,
                        null,
                        accessTokenNumUsesLimit,
                        accessTokenTrustedIps,
                        base.policy()),
                accessTokenEndsWithJob == null ? base.endsWithJob() : accessTokenEndsWithJob);
        input.done();
        if (!settings.binding().bindsSomebody()) {
            throw ConfigurationRefused.bindsNobody();
        }
        return settings;
    }

    /** The issuer is required, so an empty text does not clear it. */
    private BindingFields bindingFields() {
        @Nullable String issuer = boundIssuer == null || boundIssuer.isBlank() ? null : boundIssuer;
        return new BindingFields(
                issuer, boundAudiences, boundSubject, boundClaims, claimMetadataMapping, allowForkPipelines);
    }

    private URI url(Validation input, URI old) {
        URI url = GivenUrl.read(input, "oidcDiscoveryUrl", oidcDiscoveryUrl, old);
        input.check(url.getRawQuery() == null, "oidcDiscoveryUrl", "Must not have a query");
        return url;
    }
}
