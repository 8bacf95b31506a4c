package dev.claviger.auth.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.claviger.auth.TestClock;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jspecify.annotations.Nullable;

/**
 * An issuer that signs anything it is given, header and claims byte for byte, and whose documents a test can spoil. Its key has
 * the id {@code k}.
 */
public final class SignedElsewhere implements AutoCloseable {
    private static final String DISCOVERY = "/.well-known/openid-configuration";

    /** Made once, because that takes long. */
    private static final List<KeyPair> KEYS = List.of(newKey(), newKey());

    private static final List<String> KEY_IDS = List.of("k", "k2");

    private static final AtomicInteger STARTED = new AtomicInteger();

    /** Part of its name: the port of an issuer that is gone may come again, and its keys are remembered. */
    private final int number = STARTED.incrementAndGet();

    private final HttpServer server;
    private volatile int current;
    private final AtomicInteger discoveries = new AtomicInteger();
    private final AtomicInteger keyFetches = new AtomicInteger();
    private volatile @Nullable HttpHandler discovery;
    private volatile @Nullable HttpHandler keys;

    private SignedElsewhere(HttpServer server) {
        this.server = server;
    }

    public static SignedElsewhere start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            SignedElsewhere issuer = new SignedElsewhere(server);
            server.createContext("/", issuer::answer);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:%d/%d".formatted(server.getAddress().getPort(), number);
    }

    /** Signs with RS512 where the header asks for it, else with RS256, whatever else it says. */
    public String sign(String header, String claims) {
        String body = encode(header.getBytes(UTF_8)) + "." + encode(claims.getBytes(UTF_8));
        try {
            Signature signature = Signature.getInstance(header.contains("RS512") ? "SHA512withRSA" : "SHA256withRSA");
            signature.initSign(KEYS.get(current).getPrivate());
            signature.update(body.getBytes(UTF_8));
            return body + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A token with the recommended claims, as the present key signs it. */
    public String token() {
        String claims =
                "{\"iss\":\"%s\",\"exp\":%d,\"aud\":\"https://claviger.example\",\"project_id\":\"20\",\"ref_protected\":\"true\"}"
                        .formatted(url(), TestClock.now().plusSeconds(3600).getEpochSecond());
        return sign("{\"alg\":\"RS256\",\"kid\":\"%s\"}".formatted(KEY_IDS.get(current)), claims);
    }

    /** The same with another claim at its end. */
    public String token(String claim, String value) {
        String claims = new JsonObject()
                .put("iss", url())
                .put("exp", TestClock.now().plusSeconds(3600).getEpochSecond())
                .put("aud", "https://claviger.example")
                .put("project_id", "20")
                .put("ref_protected", "true")
                .put(claim, value)
                .encode();
        return sign("{\"alg\":\"RS256\",\"kid\":\"%s\"}".formatted(KEY_IDS.get(current)), claims);
    }

    /** Puts another key in place of the present one, with no notice. Once. */
    public void rotate() {
        current = 1;
    }

    public void goDown() {
        answerDiscovery(exchange -> send(exchange, 503, ""));
    }

    public void comeBack() {
        discovery = null;
    }

    /** Answers discovery with this from now on. */
    public void answerDiscovery(HttpHandler handler) {
        discovery = handler;
    }

    /** Changes the honest discovery document. */
    public void spoilDiscovery(UnaryOperator<String> spoil) {
        discovery = exchange -> send(exchange, 200, spoil.apply(honestDiscovery()));
    }

    /** Changes the honest key set. */
    public void spoilKeys(UnaryOperator<String> spoil) {
        keys = exchange -> send(exchange, 200, spoil.apply(honestKeys()));
    }

    /** Where its key set is. */
    public String keysUrl() {
        return url() + "/keys";
    }

    /** Its key set, as an honest server answers it. */
    public String keySet() {
        return honestKeys();
    }

    /** The present public key as a PEM text. */
    public String publicKey() {
        return pem(KEYS.get(current).getPublic());
    }

    /** Any public key as a PEM text (RFC 7468). */
    public static String pem(PublicKey key) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n";
    }

    /** Answers the key set with this from now on. */
    public void answerKeys(@Nullable HttpHandler handler) {
        keys = handler;
    }

    /** How often the key set was asked for. */
    public int keyFetches() {
        return keyFetches.get();
    }

    /** How often the discovery document was asked for. */
    public int discoveries() {
        return discoveries.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean isDiscovery = exchange.getRequestURI().getPath().endsWith(DISCOVERY);
        HttpHandler spoilt = isDiscovery ? discovery : keys;
        if (isDiscovery) {
            discoveries.incrementAndGet();
        } else {
            keyFetches.incrementAndGet();
        }
        if (spoilt != null) {
            spoilt.handle(exchange);
        } else {
            send(exchange, 200, isDiscovery ? honestDiscovery() : honestKeys());
        }
    }

    private String honestDiscovery() {
        return "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(url(), url());
    }

    private String honestKeys() {
        RsaJsonWebKey jwk = new RsaJsonWebKey((RSAPublicKey) KEYS.get(current).getPublic());
        jwk.setKeyId(KEY_IDS.get(current));
        return "{\"keys\":[" + jwk.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY) + "]}";
    }

    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
