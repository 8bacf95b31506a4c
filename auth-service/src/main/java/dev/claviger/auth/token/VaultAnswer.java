package dev.claviger.auth.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The frame of every answer of Vault: logins fill {@code auth}, look-ups {@code data}. It carries the token as plain text, because this is
 * where it leaves.
 */
public record VaultAnswer(
        @JsonProperty("request_id") String requestId,
        @JsonProperty("lease_id") String leaseId,
        boolean renewable,
        @JsonProperty("lease_duration") long leaseDuration,
        @Nullable Object data,
        @JsonProperty("wrap_info") @Nullable Object wrapInfo,
        @Nullable Object warnings,
        @Nullable Auth auth) {

    /**
     * A login.
     *
     * @param leaseDuration seconds
     */
    public record Auth(
            @JsonProperty("client_token") String clientToken,
            String accessor,
            List<String> policies,
            @JsonProperty("token_policies") List<String> tokenPolicies,
            Map<String, String> metadata,
            @JsonProperty("lease_duration") long leaseDuration,
            boolean renewable,
            @JsonProperty("entity_id") String entityId,
            @JsonProperty("token_type") String tokenType,
            boolean orphan) {
        @Override
        public String toString() {
            return "Auth[redacted]";
        }
    }

    /** The answer of a login. Rights lie with the identity, so there are no policies to name. */
    public static VaultAnswer login(String requestId, TokenAnswer token) {
        Auth auth = new Auth(
                token.accessToken(),
                "",
                List.of(),
                List.of(),
                Map.of(),
                token.expiresIn(),
                token.expiresIn() > 0,
                "",
                "service",
                true);
        return new VaultAnswer(requestId, "", false, 0, null, null, null, auth);
    }

    /** The answer of a look-up. */
    static VaultAnswer data(String requestId, Object data) {
        return new VaultAnswer(requestId, "", false, 0, data, null, null, null);
    }

    @Override
    public String toString() {
        return "VaultAnswer[redacted]";
    }
}
