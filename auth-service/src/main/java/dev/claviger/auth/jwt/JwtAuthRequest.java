package dev.claviger.auth.jwt;

import dev.claviger.auth.certificate.CaCertificates;
import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.claim.BindingFields;
import dev.claviger.auth.method.GivenUrl;
import dev.claviger.auth.method.Wish;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.http.Validation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code POST} and {@code PATCH} say about a configuration (http-api.md 6.5). Absent or null is the default, or what stands already. */
record JwtAuthRequest(
        @Nullable String configurationType,
        @Nullable String jwksUrl,
        @Nullable String jwksCaCert,
        @Nullable List<@Nullable String> publicKeys,
        @Nullable String boundIssuer,
        @Nullable String boundAudiences,
        @Nullable Map<String, @Nullable String> boundClaims,
        @Nullable String boundSubject,
        @Nullable Boolean allowForkPipelines,
        @Nullable List<TrustedIps.Given> accessTokenTrustedIps,
        @Nullable Long accessTokenTTL,
        @Nullable Long accessTokenMaxTTL,
        @Nullable Long accessTokenNumUsesLimit)
        implements Wish<JwtSettings> {
    private static final String REMOTE = "jwks";
    private static final String STATIC = "static";
    private static final KeySource NO_KEYS = new KeySource.Static(List.of());

    static final JwtAuthRequest EMPTY =
            new JwtAuthRequest(null, null, null, null, null, null, null, null, null, null, null, null, null);

    @Override
    public JwtSettings unset() {
        return new JwtSettings(NO_KEYS, Binding.NOTHING);
    }

    @Override
    public void requireForNew(Validation input) {
        var _ = input.text("configurationType", configurationType);
    }

    @Override
    public Optional<String> tooWide(JwtSettings settings) {
        return settings.binding().bindsSomebody()
                ? Optional.empty()
                : Optional.of(
                        "Bind boundSubject or boundClaims: without them every token that is signed with these keys could log in.");
    }

    @Override
    public JwtSettings settings(Validation input, JwtSettings old) {
        BindingFields fields =
                new BindingFields(boundIssuer, boundAudiences, boundSubject, boundClaims, null, allowForkPipelines);
        return new JwtSettings(keys(input, old.keys()), fields.on(old.binding(), input));
    }

    private KeySource keys(Validation input, KeySource old) {
        String type =
                input.text("configurationType", configurationType, old instanceof KeySource.Remote ? REMOTE : STATIC);
        input.check(type.equals(REMOTE) || type.equals(STATIC), "configurationType", "Must be jwks or static");
        return type.equals(REMOTE) ? remote(input, old) : fixed(input, old);
    }

    private KeySource remote(Validation input, KeySource old) {
        KeySource.Remote base =
                old instanceof KeySource.Remote remote ? remote : new KeySource.Remote(GivenUrl.NOWHERE, "");
        URI url = GivenUrl.read(input, "jwksUrl", jwksUrl, base.url());
        input.check(!url.equals(GivenUrl.NOWHERE), "jwksUrl", "Required");
        return new KeySource.Remote(url, CaCertificates.read(input, "jwksCaCert", jwksCaCert, base.caCert()));
    }

    private KeySource fixed(Validation input, KeySource old) {
        if (publicKeys == null
                && old instanceof KeySource.Static present
                && !present.pems().isEmpty()) {
            return present;
        }
        return new KeySource.Static(PublicKeys.read(input, publicKeys == null ? List.of() : publicKeys));
    }
}
