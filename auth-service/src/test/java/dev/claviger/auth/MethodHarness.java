package dev.claviger.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the login methods of machines share: an identity, the configuration of the method on it, and its logins. */
public abstract class MethodHarness {
    protected final Org org = Org.shared();
    protected String identity = "";
    private final String method;

    protected MethodHarness(String method) {
        this.method = method;
    }

    @BeforeEach
    public final void newIdentity() {
        identity = org.identity("member");
    }

    /** The configuration that lets the usual login in. */
    protected abstract Map<String, ?> usual();

    /** The usual configuration with some changes. */
    protected final Map<String, @Nullable Object> settings(Map<String, ? extends @Nullable Object> overrides) {
        Map<String, @Nullable Object> body = new HashMap<>(usual());
        overrides.forEach(body::put);
        return body;
    }

    protected final void attach(Map<String, ? extends @Nullable Object> overrides) {
        org.attach(method, identity, settings(overrides)).then().statusCode(200);
    }

    /** The route of the configuration. */
    protected final String path() {
        return Org.auth(method) + "/identities/" + identity;
    }

    /** Logs in with a token. */
    protected final Response logIn(String token) {
        return Org.logInBy(method, Map.of("identityId", identity, "jwt", token));
    }

    /** What an administrator learns of a token. */
    protected final Response explain(String token) {
        return org.asAdmin()
                .body(Map.of("jwt", token))
                .post("/api/x/identities/%s/explain-login/%s".formatted(identity, method));
    }

    /** T12: with this login, an identity with the method, one without it, none, and what is no id at all are alike. */
    protected final void assertCannotBeFoundOut(Map<String, ? extends @Nullable Object> login) {
        String without = org.identity();
        Alike.check(
                round -> Org.logInBy(method, as(identity, login)),
                round -> Org.logInBy(method, as(without, login)),
                round -> Org.logInBy(method, as(UUID.randomUUID().toString(), login)),
                round -> Org.logInBy(method, as("nonsense", login)));
    }

    private static Map<String, @Nullable Object> as(String identity, Map<String, ? extends @Nullable Object> login) {
        Map<String, @Nullable Object> body = new HashMap<>(login);
        body.put("identityId", identity);
        return body;
    }

    /** What the access token says. */
    protected static JsonObject payload(String token) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8));
    }

    /** Takes a claim away from a token. */
    protected static Map<String, @Nullable Object> without(String claim) {
        Map<String, @Nullable Object> claims = new HashMap<>();
        claims.put(claim, null);
        return claims;
    }
}
