package dev.claviger.auth.oidc;

import dev.claviger.auth.certificate.CaCertificates;
import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.claim.BindingFields;
import dev.claviger.auth.claim.ForkRule;
import dev.claviger.auth.issuer.IssuerAddress;
import dev.claviger.auth.method.Choice;
import dev.claviger.auth.method.ConfigurationRefused;
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
 * @param accessTokenEndsWithJob ours alone, see {@link OidcSettings}
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
    private static final Choice<OidcSettings> DEFAULT = new Choice<>(
            new OidcSettings(new IssuerAddress(GivenUrl.NOWHERE, ""), Binding.NOTHING, false), TokenPolicy.DEFAULT);

    static final OidcAuthRequest EMPTY =
            new OidcAuthRequest(null, null, null, null, null, null, null, null, null, null, null, null, null);

    /** A new configuration. Fails with {@link ConfigurationRefused} when it would let everybody in. */
    Choice<OidcSettings> fresh() {
        Validation input = new Validation();
        var _ = input.text("oidcDiscoveryUrl", oidcDiscoveryUrl);
        var _ = input.text("boundIssuer", boundIssuer);
        return on(DEFAULT, input);
    }

    /** The choice that results from this request on top of the given one. Fails as {@link #fresh}. */
    Choice<OidcSettings> on(Choice<OidcSettings> base) {
        return on(base, new Validation());
    }

    private Choice<OidcSettings> on(Choice<OidcSettings> base, Validation input) {
        Choice<OidcSettings> choice = new Choice<>(
                settings(base.settings(), input),
                TokenPolicy.read(
                        input,
                        accessTokenTTL,
                        accessTokenMaxTTL,
                        null,
                        accessTokenNumUsesLimit,
                        accessTokenTrustedIps,
                        base.policy()));
        input.done();
        if (!choice.settings().binding().bindsSomebody()) {
            throw ConfigurationRefused.tooWide(
                    "Bind boundSubject or boundClaims: without them every token of the issuer could log in. For a GitLab"
                            + " project, bind the claims project_id and ref_protected.");
        }
        return choice;
    }

    private OidcSettings settings(OidcSettings base, Validation input) {
        return new OidcSettings(
                new IssuerAddress(
                        url(input, base.issuer().discoveryUrl()),
                        CaCertificates.read(
                                input, "caCert", caCert, base.issuer().caCert())),
                bindingFields().on(base.binding(), input),
                accessTokenEndsWithJob == null ? base.endsWithJob() : accessTokenEndsWithJob);
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
