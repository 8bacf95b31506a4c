package dev.claviger.auth.oidc;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.claim.BindingWarnings;
import dev.claviger.auth.method.Attached;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.TrustedIps;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as answers show it (http-api.md 6.4).
 *
 * @param caCert left out when the configuration is deleted
 * @param warnings what is accepted but should not stay so
 */
record OidcAuthAnswer(
        UUID id,
        UUID identityId,
        String oidcDiscoveryUrl,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String caCert,
        String boundIssuer,
        String boundAudiences,
        Map<String, String> boundClaims,
        @Nullable Map<String, String> claimMetadataMapping,
        String boundSubject,
        boolean allowForkPipelines,
        boolean accessTokenEndsWithJob,
        long accessTokenTTL,
        long accessTokenMaxTTL,
        long accessTokenNumUsesLimit,
        List<TrustedIps.Shown> accessTokenTrustedIps,
        List<String> warnings,
        Instant createdAt,
        Instant updatedAt) {

    static One of(Attached<OidcSettings> attached) {
        return new One(of(attached, attached.settings().issuer().caCert()));
    }

    static One ofDeleted(Attached<OidcSettings> attached) {
        return new One(of(attached, null));
    }

    private static OidcAuthAnswer of(Attached<OidcSettings> attached, @Nullable String caCert) {
        OidcSettings settings = attached.settings();
        Binding binding = settings.binding();
        TokenPolicy policy = attached.policy();
        return new OidcAuthAnswer(
                attached.id(),
                attached.identityId(),
                settings.issuer().discoveryUrl().toString(),
                caCert,
                binding.issuer(),
                binding.audiences().toString(),
                binding.claimTexts(),
                binding.claimMapping(),
                binding.subject(),
                binding.allowForkPipelines(),
                settings.endsWithJob(),
                policy.ttl(),
                policy.maxTtl(),
                policy.usesLimit(),
                policy.trustedIps().shown(),
                BindingWarnings.of(binding, settings.issuer().discoveryUrl()),
                attached.createdAt(),
                attached.updatedAt());
    }

    /** What stands around it. */
    public record One(OidcAuthAnswer identityOidcAuth) {}
}
