package dev.claviger.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** The one signing key of this JVM and the server that publishes it. Tests use {@link TestTokens}. */
public final class SharedTokenKeys {
    static final String KEY_ID = "test-key";

    private static final KeyPair KEY = newKey();
    private static final Set<String> ENDED = ConcurrentHashMap.newKeySet();
    private static final Map<String, AtomicLong> USES = new ConcurrentHashMap<>();
    private static final Map<String, String> LOGINS = new ConcurrentHashMap<>();
    private static final Map<String, String> BINDINGS = new ConcurrentHashMap<>();
    private static final AtomicBoolean AWAY = new AtomicBoolean();
    private static final URI URL = serve();

    private SharedTokenKeys() {}

    public static KeyPair key() {
        return KEY;
    }

    public static URI url() {
        return URL;
    }

    static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static URI serve() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] body = keySet().getBytes(UTF_8);
            server.createContext("/.well-known/jwks.json", exchange -> answer(exchange, body));
            server.createContext("/api/x/tokens/", SharedTokenKeys::tell);
            server.createContext("/api/v1/auth/universal-auth/login", SharedTokenKeys::logIn);
            server.createContext("/api/v1/auth/oidc-auth/identities/", SharedTokenKeys::bound);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        } catch (IOException refused) {
            throw new UncheckedIOException("the token keys cannot be served", refused);
        }
    }

    private static String keySet() {
        PublicJsonWebKey key = new EllipticCurveJsonWebKey((ECPublicKey) KEY.getPublic());
        key.setKeyId(KEY_ID);
        key.setAlgorithm("ES256");
        key.setUse("sig");
        return new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /** From now on answers about the token with this id say that it has ended. */
    public static void end(String tokenId) {
        ENDED.add(tokenId);
    }

    /** From now on this client secret logs in and gets this token. */
    public static void login(String clientId, String clientSecret, String token) {
        LOGINS.put(clientId + " " + clientSecret, token);
    }

    /** From now on this is how the identity is bound. */
    public static void bind(String identityId, String oidcAuth) {
        BINDINGS.put(identityId, oidcAuth);
    }

    private static void bound(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String binding = BINDINGS.get(path.substring(path.lastIndexOf('/') + 1));
        if (binding == null) {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        } else {
            answer(exchange, "{\"identityOidcAuth\":%s}".formatted(binding).getBytes(UTF_8));
        }
    }

    private static void logIn(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        try {
            Map<String, Object> given = JsonUtil.parseJson(body);
            String token = LOGINS.get(given.get("clientId") + " " + given.get("clientSecret"));
            if (token == null) {
                exchange.sendResponseHeaders(401, -1);
                exchange.close();
            } else {
                answer(
                        exchange,
                        "{\"accessToken\":\"%s\",\"expiresIn\":3600}"
                                .formatted(token)
                                .getBytes(UTF_8));
            }
        } catch (JoseException broken) {
            throw new IOException(broken);
        }
    }

    /** While it is away, questions about tokens get no useful answer. */
    public static void away(Boolean wanted) {
        AWAY.set(wanted);
    }

    /** What auth-service says about a token that it is asked about with that token. */
    private static void tell(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(AWAY.get() ? 500 : isGood(exchange) ? 204 : 401, -1);
        }
    }

    private static boolean isGood(HttpExchange exchange) {
        String token = exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length());
        Map<String, Object> claims = claims(token);
        String id = String.valueOf(claims.get("jti"));
        long limit = claims.get("numUsesLimit") instanceof Number number ? number.longValue() : 0;
        boolean left = limit == 0
                || USES.computeIfAbsent(id, first -> new AtomicLong()).incrementAndGet() <= limit;
        return left && !ENDED.contains(id);
    }

    private static Map<String, Object> claims(String token) {
        byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        try {
            return JsonUtil.parseJson(new String(payload, UTF_8));
        } catch (JoseException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
