package dev.claviger.local.gitlabapi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The provider's side of OAuth: codes for tokens, and refresh that ends both old tokens at once. */
final class OAuth {
    private static final String INVALID_GRANT =
            "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.";

    private final TokenBook tokens;
    private final Clock clock;
    private final Map<String, Application> applications = new HashMap<>();
    private final Map<String, Grant> codes = new HashMap<>();
    private final Map<String, Grant> refreshes = new HashMap<>();
    int seconds = 7_200;
    int refreshCount;

    OAuth(TokenBook tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    private record Application(String secret, String redirectUri) {}

    /** @param access the access token that came with the refresh token; empty for a code */
    private record Grant(
            String clientId, String redirectUri, long userId, List<String> scopes, String challenge, String access) {}

    void register(String clientId, String secret, String redirectUri) {
        applications.put(clientId, new Application(secret, redirectUri));
    }

    /** What the browser brings back after the person agreed. */
    String code(String clientId, String redirectUri, long userId, List<String> scopes, @Nullable String challenge) {
        String code = tokens.newText("");
        codes.put(code, new Grant(clientId, redirectUri, userId, scopes, challenge == null ? "" : challenge, ""));
        return code;
    }

    Reply token(Params params) {
        params.require("grant_type");
        return switch (params.text("grant_type", "")) {
            case "authorization_code" -> byCode(params);
            case "refresh_token" -> byRefresh(params);
            default ->
                throw Refused.oauth(
                        400,
                        "unsupported_grant_type",
                        "The authorization grant type is not supported by the authorization server.");
        };
    }

    private Reply byCode(Params params) {
        Grant grant = Optional.ofNullable(codes.remove(params.text("code", ""))).orElseThrow(OAuth::invalidGrant);
        requireClient(grant, params);
        if (!grant.challenge().isEmpty() && !grant.challenge().equals(challengeOf(params.text("code_verifier", "")))) {
            throw invalidGrant();
        }
        return pair(grant);
    }

    private Reply byRefresh(Params params) {
        Grant grant = Optional.ofNullable(refreshes.remove(params.text("refresh_token", "")))
                .orElseThrow(OAuth::invalidGrant);
        requireClient(grant, params);
        tokens.byText(grant.access()).ifPresent(tokens::revoke);
        refreshCount++;
        return pair(grant);
    }

    private void requireClient(Grant grant, Params params) {
        Application application = applications.get(params.text("client_id", ""));
        boolean secretFits = application != null
                && (application.secret().equals(params.text("client_secret", ""))
                        || (!params.has("client_secret") && params.has("code_verifier")));
        if (!secretFits || !grant.clientId().equals(params.text("client_id", ""))) {
            throw Refused.oauth(
                    401,
                    "invalid_client",
                    "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.");
        }
        if (!grant.redirectUri().equals(params.text("redirect_uri", ""))) {
            throw invalidGrant();
        }
    }

    private Reply pair(Grant grant) {
        Token access = tokens.issueOAuth(grant.userId(), grant.scopes(), seconds);
        String refresh = tokens.newText("");
        refreshes.put(
                refresh,
                new Grant(grant.clientId(), grant.redirectUri(), grant.userId(), grant.scopes(), "", access.text()));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", access.text());
        body.put("token_type", "Bearer");
        body.put("expires_in", seconds);
        body.put("refresh_token", refresh);
        body.put("scope", String.join(" ", grant.scopes()));
        body.put("created_at", clock.instant().getEpochSecond());
        return Reply.ok(body);
    }

    Reply revoke(Params params) {
        tokens.byText(params.text("token", "")).ifPresent(tokens::revoke);
        refreshes.remove(params.text("token", ""));
        return Reply.ok(Map.of());
    }

    Reply info(Token token) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("resource_owner_id", token.userId());
        body.put("scope", token.scopes());
        body.put("expires_in", seconds);
        return Reply.ok(body);
    }

    private static Refused invalidGrant() {
        return Refused.oauth(400, "invalid_grant", INVALID_GRANT);
    }

    private static String challengeOf(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
