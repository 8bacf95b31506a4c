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
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;

/** The one signing key of this JVM and the server that publishes it. Tests use {@link TestTokens}. */
public final class SharedTokenKeys {
    static final String KEY_ID = "test-key";

    private static final KeyPair KEY = newKey();
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
            server.createContext("/api/x/tokens/", SharedTokenKeys::everyTokenIsGood);
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

    private static void everyTokenIsGood(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(204, -1);
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
