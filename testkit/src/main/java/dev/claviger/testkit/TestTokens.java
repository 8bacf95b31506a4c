package dev.claviger.testkit;

import java.net.URI;
import java.security.KeyPair;
import java.util.UUID;

/**
 * Access tokens as auth-service issues them, signed by a key of this JVM whose public half is served at {@link #authUrl()}.
 * Each test gets callers of its own by leaving the ids to chance.
 */
public final class TestTokens {
    static final String ISSUER = "claviger";

    private TestTokens() {}

    /** The base URL that stands in for auth-service; the key set is below it at {@code /.well-known/jwks.json}. */
    public static URI authUrl() {
        return (URI) JvmWide.call(SharedTokenKeys.class, "url");
    }

    /** A token of a machine identity: an ordinary member of a new organisation, valid for an hour from now. */
    public static TokenMaker identity() {
        return TokenMaker.signedBy(key())
                .claim("authTokenType", "identityAccessToken")
                .identityId(UUID.randomUUID())
                .identityName("pipeline")
                .orgId(UUID.randomUUID())
                .orgRole("member")
                .authMethod("oidc-auth");
    }

    /** A token of an administrator of the organisation. */
    public static TokenMaker admin(UUID orgId) {
        return identity()
                .orgId(orgId)
                .orgRole("admin")
                .identityName("administrator")
                .authMethod("universal-auth");
    }

    /** From now on the client secret logs in at {@link #authUrl()} by universal auth, and gets this token. */
    public static void login(String clientId, String clientSecret, TokenMaker token) {
        var _ = JvmWide.call(SharedTokenKeys.class, "login", clientId, clientSecret, token.make());
    }

    /** From now on {@link #authUrl()} tells that the identity logs in by OIDC so; without this it refuses to tell. */
    public static void bind(UUID identityId, String oidcAuth) {
        var _ = JvmWide.call(SharedTokenKeys.class, "bind", identityId.toString(), oidcAuth);
    }

    private static KeyPair key() {
        return (KeyPair) JvmWide.call(SharedTokenKeys.class, "key");
    }
}
