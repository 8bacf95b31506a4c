package dev.claviger.auth.kubernetes;

import dev.claviger.auth.certificate.CaCertificates;
import dev.claviger.auth.method.GivenUrl;
import dev.claviger.auth.method.Names;
import dev.claviger.auth.method.Wish;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import java.net.URI;
import java.util.List;
import java.util.Optional;
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
        @Nullable Long accessTokenNumUsesLimit)
        implements Wish<KubernetesSettings> {
    private static final String API = "api";
    private static final int MOST_AUDIENCE = 1024;
    private static final Secret NONE = Secret.of("");

    static final KubernetesAuthRequest EMPTY =
            new KubernetesAuthRequest(null, null, null, null, null, null, null, null, null, null, null, null);

    @Override
    public KubernetesSettings unset() {
        return new KubernetesSettings(GivenUrl.NOWHERE, "", NONE, Names.parse(""), Names.parse(""), "");
    }

    @Override
    public void requireForNew(Validation input) {
        var _ = input.text("kubernetesHost", kubernetesHost);
    }

    @Override
    public Optional<String> tooWide(KubernetesSettings settings) {
        return settings.bindsSomebody()
                ? Optional.empty()
                : Optional.of(
                        "Name allowedNamespaces or allowedNames: without them every service account of the cluster could log in.");
    }

    @Override
    public KubernetesSettings settings(Validation input, KubernetesSettings old) {
        input.check(
                input.text("tokenReviewMode", tokenReviewMode, API).equals(API),
                "tokenReviewMode",
                "Must be api; gateways are not offered");
        input.check(gatewayId == null || gatewayId.isBlank(), "gatewayId", "Gateways are not offered");
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
