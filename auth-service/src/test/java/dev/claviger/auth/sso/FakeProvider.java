package dev.claviger.auth.sso;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.claviger.auth.TestClock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** A provider as strict as GitLab: a code works once, for its client, with the verifier that fits. */
final class FakeProvider implements AutoCloseable {
    static final String CLIENT = "claviger-client";
    static final String SECRET = "very-secret";

    /** One for all, because making one takes seconds. */
    private static final RsaJsonWebKey KEY = newKey();

    private final HttpServer server;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    private final AtomicInteger discoveries = new AtomicInteger();
    private volatile Runnable beforeToken = () -> {};

    private record Grant(String challenge, Map<String, Object> claims) {}

    FakeProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
            server.createContext("/.well-known/openid-configuration", this::discovery);
            server.createContext("/keys", this::keys);
            server.createContext("/token", this::token);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RsaJsonWebKey newKey() {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId("one");
            return key;
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What happens while somebody is on their way: before the next codes are taken. */
    void beforeToken(Runnable work) {
        beforeToken = work;
    }

    /** The code that the provider sends somebody back with who was sent there with these parameters. */
    String grant(Map<String, String> sent, Map<String, ?> claims) {
        String code = "code-" + grants.size() + "-" + sent.get("state");
        Map<String, Object> all = new HashMap<>(Map.of(
                "iss", issuer(),
                "aud", CLIENT,
                "exp", TestClock.now().getEpochSecond() + 120,
                "iat", TestClock.now().getEpochSecond(),
                "nonce", sent.getOrDefault("nonce", "")));
        all.putAll(claims);
        grants.put(code, new Grant(sent.getOrDefault("code_challenge", ""), all));
        return code;
    }

    /** How often somebody asked where to go. */
    int discoveries() {
        return discoveries.get();
    }

    private void discovery(HttpExchange exchange) throws IOException {
        var _ = discoveries.incrementAndGet();
        answer(
                exchange,
                200,
                new JsonObject()
                        .put("issuer", issuer())
                        .put("authorization_endpoint", issuer() + "/authorize")
                        .put("token_endpoint", issuer() + "/token")
                        .put("jwks_uri", issuer() + "/keys"));
    }

    private void keys(HttpExchange exchange) throws IOException {
        Map<String, Object> published = KEY.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
        answer(exchange, 200, new JsonObject().put("keys", new JsonArray().add(new JsonObject(published))));
    }

    private void token(HttpExchange exchange) throws IOException {
        beforeToken.run();
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        Grant grant = grants.remove(form.getOrDefault("code", ""));
        boolean fits = grant != null
                && CLIENT.equals(form.get("client_id"))
                && SECRET.equals(form.get("client_secret"))
                && "authorization_code".equals(form.get("grant_type"))
                && grant.challenge.equals(challenge(form.getOrDefault("code_verifier", "")));
        if (fits && grant != null) {
            answer(
                    exchange,
                    200,
                    new JsonObject().put("id_token", sign(grant.claims)).put("token_type", "Bearer"));
        } else {
            answer(exchange, 400, new JsonObject().put("error", "invalid_grant"));
        }
    }

    private String sign(Map<String, Object> claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue("RS256");
        signature.setKeyIdHeaderValue("one");
        signature.setPayload(new JsonObject(claims).encode());
        signature.setKey(KEY.getPrivateKey());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    static Map<String, String> form(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), URLDecoder.decode(field.substring(equals + 1), UTF_8));
            }
        }
        return fields;
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, JsonObject body) throws IOException {
        byte[] bytes = body.toBuffer().getBytes();
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
