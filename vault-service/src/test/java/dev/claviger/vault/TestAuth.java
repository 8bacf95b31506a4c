package dev.claviger.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;

/**
 * Stands in for auth-service: its key set, and identities. It knows every identity, in the organisation that the caller's token
 * names, but those whose ids say otherwise.
 */
public final class TestAuth implements QuarkusTestResourceLifecycleManager {
    private static final String UNKNOWN = "dead";
    private static final String BROKEN = "beef";
    private static final String SILENT = "cafe";
    private static final String IDENTITIES = "/api/v1/identities/";

    private final HttpServer server;

    public TestAuth() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException refused) {
            throw new UncheckedIOException("the stand-in for auth-service does not start", refused);
        }
    }

    /** An identity that auth-service does not know. */
    public static UUID unknownIdentity() {
        return endingWith(UNKNOWN);
    }

    /** An identity that makes auth-service fail. */
    public static UUID breakingIdentity() {
        return endingWith(BROKEN);
    }

    /** An identity about which auth-service never answers. */
    public static UUID silentIdentity() {
        return endingWith(SILENT);
    }

    /** After the engines, so that this address wins. */
    @Override
    public int order() {
        return 10;
    }

    @Override
    public Map<String, String> start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/.well-known/jwks.json", TestAuth::keys);
        server.createContext("/api/x/tokens/", TestAuth::tokens);
        server.createContext(IDENTITIES, TestAuth::identity);
        server.createContext("/api/x/service-token", TestAuth::serviceToken);
        server.start();
        return Map.of(
                "claviger.auth.url", "http://127.0.0.1:" + server.getAddress().getPort(),
                "claviger.auth.key-fetch-timeout", "PT20S",
                "claviger.membership.identity-lookup-timeout", "PT2S");
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private static void keys(HttpExchange exchange) throws IOException {
        try (InputStream keys =
                TestTokens.authUrl().resolve("/.well-known/jwks.json").toURL().openStream()) {
            answer(exchange, 200, new String(keys.readAllBytes(), UTF_8));
        }
    }

    /** The stand-in that all services share knows about tokens. */
    private static void tokens(HttpExchange exchange) throws IOException {
        URL target =
                TestTokens.authUrl().resolve(exchange.getRequestURI().getPath()).toURL();
        HttpURLConnection connection = (HttpURLConnection) target.openConnection();
        connection.setRequestMethod(exchange.getRequestMethod());
        connection.setRequestProperty(
                "Authorization", exchange.getRequestHeaders().getFirst("Authorization"));
        try (exchange) {
            exchange.sendResponseHeaders(connection.getResponseCode(), -1);
        }
    }

    private static void identity(HttpExchange exchange) throws IOException {
        String id = exchange.getRequestURI().getPath().substring(IDENTITIES.length());
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!token.startsWith("Bearer ")) {
            answer(exchange, 401, "{}");
        } else if (id.endsWith(UNKNOWN)) {
            answer(exchange, 404, "{\"statusCode\":404}");
        } else if (id.endsWith(BROKEN)) {
            answer(exchange, 500, "{}");
        } else if (!id.endsWith(SILENT)) {
            answer(exchange, 200, known(id, organisation(token)));
        }
    }

    /** A token that auth-service knows, with what it says of it. */
    public static String serviceToken(UUID orgId, UUID projectId, String scopes, String permissions) {
        UUID id = UUID.randomUUID();
        String facts = """
                {"id":"%s","name":"robot","orgId":"%s","projectId":"%s","scopes":%s,"permissions":%s}
                """.formatted(id, orgId, projectId, scopes, permissions);
        return "st." + id + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(facts.strip().getBytes(UTF_8));
    }

    /** From now on auth-service does not know it any more. */
    public static void delete(String serviceToken) {
        System.setProperty(serviceToken.split("\\.", -1)[1], "deleted");
    }

    /** The secret of a token is what there is to know of it. */
    private static void serviceToken(HttpExchange exchange) throws IOException {
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String[] parts = token.split("\\.", -1);
        boolean known = parts.length == 3 && parts[2].startsWith("eyJ") && System.getProperty(parts[1]) == null;
        answer(
                exchange,
                known ? 200 : 403,
                known ? new String(Base64.getUrlDecoder().decode(parts[2]), UTF_8) : "{\"error\":\"TokenError\"}");
    }

    private static String known(String id, String orgId) {
        return """
                {"identity":{"id":"%s","role":"no-access","orgId":"%s","identityId":"%s","metadata":[],
                 "identity":{"id":"%s","name":"robot %s","hasDeleteProtection":true,"authMethods":["oidc-auth"]}}}
                """.formatted(UUID.randomUUID(), orgId, id, id, id.substring(0, 8));
    }

    private static String organisation(String token) {
        String payload = token.split("\\.", -1)[1];
        String claims = new String(Base64.getUrlDecoder().decode(payload), UTF_8);
        return claims.replaceFirst(".*\"orgId\":\"([^\"]+)\".*", "$1");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.getBytes(UTF_8).length);
            exchange.getResponseBody().write(body.getBytes(UTF_8));
        }
    }

    private static UUID endingWith(String ending) {
        String id = UUID.randomUUID().toString();
        return UUID.fromString(id.substring(0, id.length() - ending.length()) + ending);
    }
}
