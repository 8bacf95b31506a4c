package dev.claviger.auth.oidc;

import dev.claviger.auth.certificate.CaCertificates;
import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.claim.BindingFields;
import dev.claviger.auth.claim.ForkRule;
import dev.claviger.auth.issuer.IssuerAddress;
import dev.claviger.auth.method.GivenUrl;
import dev.claviger.auth.method.Wish;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.http.Validation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        @Nullable Long accessTokenNumUsesLimit)
        implements Wish<OidcSettings> {

    static final OidcAuthRequest EMPTY =
            new OidcAuthRequest(null, null, null, null, null, null, null, null, null, null, null, null, null);

    @Override
    public OidcSettings unset() {
        return new OidcSettings(new IssuerAddress(GivenUrl.NOWHERE, ""), Binding.NOTHING, false);
    }

    @Override
    public void requireForNew(Validation input) {
        var _ = input.text("oidcDiscoveryUrl", oidcDiscoveryUrl);
        var _ = input.text("boundIssuer", boundIssuer);
    }

    @Override
    public Optional<String> tooWide(OidcSettings settings) {
        return settings.binding().bindsSomebody()
                ? Optional.empty()
                : Optional.of(
                        "Bind boundSubject or boundClaims: without them every token of the issuer could log in. For a GitLab"
                                + " project, bind the claims project_id and ref_protected.");
    }

    @Override
    public OidcSettings settings(Validation input, OidcSettings base) {
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
