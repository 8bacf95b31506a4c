package dev.claviger.auth.jwt;

import dev.claviger.auth.certificate.CaCertificates;
import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.claim.BindingFields;
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
        @Nullable Long accessTokenNumUsesLimit) {
    private static final String REMOTE = "jwks";
    private static final String STATIC = "static";
    private static final KeySource NO_KEYS = new KeySource.Static(List.of());
    private static final Choice<JwtSettings> DEFAULT =
            new Choice<>(new JwtSettings(NO_KEYS, Binding.NOTHING), TokenPolicy.DEFAULT);

    static final JwtAuthRequest EMPTY =
            new JwtAuthRequest(null, null, null, null, null, null, null, null, null, null, null, null, null);

    /** A new configuration. Fails with {@link ConfigurationRefused} when it would let everybody in. */
    Choice<JwtSettings> fresh() {
        Validation input = new Validation();
        var _ = input.text("configurationType", configurationType);
        return on(DEFAULT, input);
    }

    /** The choice that results from this request on top of the given one. Fails as {@link #fresh}. */
    Choice<JwtSettings> on(Choice<JwtSettings> base) {
        return on(base, new Validation());
    }

    private Choice<JwtSettings> on(Choice<JwtSettings> base, Validation input) {
        JwtSettings old = base.settings();
        BindingFields fields =
                new BindingFields(boundIssuer, boundAudiences, boundSubject, boundClaims, null, allowForkPipelines);
        Choice<JwtSettings> choice = new Choice<>(
                new JwtSettings(keys(input, old.keys()), fields.on(old.binding(), input)),
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
                    "Bind boundSubject or boundClaims: without them every token that is signed with these keys could log in.");
        }
        return choice;
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
