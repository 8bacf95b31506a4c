package dev.claviger.auth.kubernetes;

import dev.claviger.auth.certificate.CaCertificates;
import dev.claviger.auth.method.Choice;
import dev.claviger.auth.method.ConfigurationRefused;
import dev.claviger.auth.method.GivenUrl;
import dev.claviger.auth.method.Names;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST} and {@code PATCH} say about a configuration (http-api.md 6.5). Absent or null is the default, or what stands already;
 * an empty text clears those that may be empty.
 *
 * @param tokenReviewMode only {@code api} is offered
 */
record KubernetesAuthRequest(
        @Nullable String kubernetesHost,
        @Nullable String caCert,
        @Nullable Secret tokenReviewerJwt,
        @Nullable String tokenReviewMode,
        @Nullable String allowedNamespaces,
        @Nullable String allowedNames,
        @Nullable String allowedAudience,
        @Nullable String gatewayId,
        @Nullable List<TrustedIps.Given> accessTokenTrustedIps,
        @Nullable Long accessTokenTTL,
        @Nullable Long accessTokenMaxTTL,
        @Nullable Long accessTokenNumUsesLimit) {
    private static final String API = "api";
    private static final int MOST_AUDIENCE = 1024;
    private static final Secret NONE = Secret.of("");
    private static final Choice<KubernetesSettings> DEFAULT = new Choice<>(
            new KubernetesSettings(GivenUrl.NOWHERE, "", NONE, Names.parse(""), Names.parse(""), ""),
            TokenPolicy.DEFAULT);

    static final KubernetesAuthRequest EMPTY =
            new KubernetesAuthRequest(null, null, null, null, null, null, null, null, null, null, null, null);

    /** A new configuration. Fails with {@link ConfigurationRefused} when it would let in the whole cluster. */
    Choice<KubernetesSettings> fresh() {
        Validation input = new Validation();
        var _ = input.text("kubernetesHost", kubernetesHost);
        return on(DEFAULT, input);
    }

    /** The choice that results from this request on top of the given one. Fails as {@link #fresh}. */
    Choice<KubernetesSettings> on(Choice<KubernetesSettings> base) {
        return on(base, new Validation());
    }

    private Choice<KubernetesSettings> on(Choice<KubernetesSettings> base, Validation input) {
        input.check(
                input.text("tokenReviewMode", tokenReviewMode, API).equals(API),
                "tokenReviewMode",
                "Must be api; gateways are not offered");
        input.check(gatewayId == null || gatewayId.isBlank(), "gatewayId", "Gateways are not offered");
        Choice<KubernetesSettings> choice = new Choice<>(
                settings(input, base.settings()),
                TokenPolicy.read(
                        input,
                        accessTokenTTL,
                        accessTokenMaxTTL,
                        null,
                        accessTokenNumUsesLimit,
                        accessTokenTrustedIps,
                        base.policy()));
        input.done();
        if (!choice.settings().bindsSomebody()) {
            throw ConfigurationRefused.tooWide(
                    "Name allowedNamespaces or allowedNames: without them every service account of the cluster could log in.");
        }
        return choice;
    }

    private KubernetesSettings settings(Validation input, KubernetesSettings old) {
        URI host = GivenUrl.read(input, "kubernetesHost", kubernetesHost, old.host());
        input.check(host.getRawQuery() == null, "kubernetesHost", "Must not have a query");
        String audience = allowedAudience == null ? old.audience() : input.text("allowedAudience", allowedAudience, "");
        input.check(audience.length() <= MOST_AUDIENCE, "allowedAudience", "Must have at most 1024 characters");
        KubernetesSettings settings = new KubernetesSettings(
                host,
                CaCertificates.read(input, "caCert", caCert, old.caCert()),
                reviewer(input, old.reviewer()),
                Names.read(input, "allowedNamespaces", allowedNamespaces, old.namespaces()),
                Names.read(input, "allowedNames", allowedNames, old.names()),
                audience);
        requireReviewerAgain(input, settings, old);
        return settings;
    }

    private Secret reviewer(Validation input, Secret old) {
        if (tokenReviewerJwt == null) {
            return old;
        }
        input.check(
                !tokenReviewerJwt.hasText() || PodToken.isPlausible(tokenReviewerJwt),
                "tokenReviewerJwt",
                "Must be a service account token");
        return tokenReviewerJwt;
    }

    /** Whoever may change the address could else have the stored token sent to a server of his own. */
    private void requireReviewerAgain(Validation input, KubernetesSettings settings, KubernetesSettings old) {
        boolean goesElsewhere =
                !settings.host().equals(old.host()) || !settings.caCert().equals(old.caCert());
        input.check(
                !goesElsewhere || !old.reviewer().hasText() || tokenReviewerJwt != null,
                "tokenReviewerJwt",
                "Give it again, or as an empty text, when kubernetesHost or caCert changes: the stored one is not sent to"
                        + " another server");
    }
}
