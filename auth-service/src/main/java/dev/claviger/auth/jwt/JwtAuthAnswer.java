package dev.claviger.auth.jwt;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.method.Attached;
import dev.claviger.auth.method.SharedAnswer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A configuration as answers show it (http-api.md 6.5). What the other way to the keys would need is empty.
 *
 * @param warnings what is accepted but should not stay so
 */
record JwtAuthAnswer(
        @JsonUnwrapped SharedAnswer shared,
        String configurationType,
        String jwksUrl,
        String jwksCaCert,
        List<String> publicKeys,
        String boundIssuer,
        String boundAudiences,
        Map<String, String> boundClaims,
        String boundSubject,
        boolean allowForkPipelines,
        List<String> warnings) {

    static One of(Attached<JwtSettings> attached) {
        return new One(
                switch (attached.settings().keys()) {
                    case KeySource.Remote(URI url, String caCert) ->
                        of(attached, "jwks", url.toString(), caCert, List.of());
                    case KeySource.Static(List<String> pems) -> of(attached, "static", "", "", pems);
                });
    }

    private static JwtAuthAnswer of(
            Attached<JwtSettings> attached, String type, String url, String caCert, List<String> pems) {
        Binding binding = attached.settings().binding();
        return new JwtAuthAnswer(
                SharedAnswer.of(attached),
                type,
                url,
                caCert,
                pems,
                binding.issuer(),
                binding.audiences().toString(),
                binding.claimTexts(),
                binding.subject(),
                binding.allowForkPipelines(),
                warnings(binding));
    }

    static List<String> warnings(Binding binding) {
        List<String> warnings = new ArrayList<>();
        if (binding.audiences().isEmpty()) {
            warnings.add("boundAudiences is empty: tokens that were made for other services are accepted too."
                    + " Bind one audience that only this installation uses.");
        }
        if (binding.issuer().isEmpty()) {
            warnings.add("boundIssuer is empty: whoever signs with these keys may name any issuer.");
        }
        return warnings;
    }

    /** What stands around it. */
    public record One(JwtAuthAnswer identityJwtAuth) {}
}
