package dev.claviger.kernel.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/** Behaves like the transit engine of a server, over TLS: keys, associated data, tokens, namespaces, errors in its own words. */
final class TransitServer implements AutoCloseable {
    static final String TOKEN = "s.transit-token";

    private final HttpsServer server;
    private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger outages = new AtomicInteger();

    private record Reply(int status, String body) {
        static Reply error(int status, String text) {
            return new Reply(status, "{\"errors\":[\"" + text + "\"]}");
        }

        static Reply data(String field, String value) {
            return new Reply(200, "{\"request_id\":\"1\",\"data\":{\"" + field + "\":\"" + value + "\"}}");
        }
    }

    TransitServer(SSLContext tls) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/transit/", this::serve);
        server.start();
    }

    TransitServer withKey(String name) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        keys.put(name, key);
        return this;
    }

    /** So many of the next requests find the server sealed. */
    void sealFor(int count) {
        outages.set(count);
    }

    int requests() {
        return requests.get();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            Reply reply = reply(exchange);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), reply.body().length());
            exchange.getResponseBody().write(reply.body().getBytes(UTF_8));
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        if (outages.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return Reply.error(503, "Vault is sealed");
        }
        if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
            return Reply.error(403, "permission denied");
        }
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        JsonObject request = new JsonObject(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        byte[] key = keys.get(path[4]);
        if (key == null) {
            return Reply.error(400, "encryption key not found");
        }
        byte[] context = Base64.getDecoder().decode(request.getString("associated_data"));
        return path[3].equals("encrypt")
                ? Reply.data("ciphertext", encrypt(key, context, request.getString("plaintext")))
                : decrypt(key, context, request.getString("ciphertext"));
    }

    private static String encrypt(byte[] key, byte[] context, String plaintext) {
        byte[] nonce = new byte[12];
        new SecureRandom().nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, context)
                    .doFinal(Base64.getDecoder().decode(plaintext));
            byte[] whole = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);
            return "vault:v1:" + Base64.getEncoder().encodeToString(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reply decrypt(byte[] key, byte[] context, String ciphertext) {
        if (!ciphertext.startsWith("vault:v1:")) {
            return Reply.error(400, "invalid ciphertext: no prefix");
        }
        byte[] whole = Base64.getDecoder().decode(ciphertext.substring("vault:v1:".length()));
        try {
            byte[] plain = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(whole, 12), context)
                    .doFinal(whole, 12, whole.length - 12);
            return Reply.data("plaintext", Base64.getEncoder().encodeToString(plain));
        } catch (AEADBadTagException e) {
            return Reply.error(400, "cipher: message authentication failed");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(context);
        return cipher;
    }
}
