package dev.claviger.kernel.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import java.util.Base64;

/** A root key in a transit engine. What it wraps is the engine's own text, which names the version of the key there. */
final class TransitKey implements RootKey {
    private final String id;
    private final TransitClient client;

    TransitKey(String id, TransitClient client) {
        this.id = id;
        this.client = client;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Uni<byte[]> wrap(byte[] plaintext, byte[] context) {
        JsonObject request =
                new JsonObject().put("plaintext", base64(plaintext)).put("associated_data", base64(context));
        return client.ask(TransitClient.ENCRYPT, id, request, "ciphertext").map(text -> text.getBytes(US_ASCII));
    }

    @Override
    public Uni<byte[]> unwrap(byte[] wrapped, byte[] context) {
        JsonObject request = new JsonObject()
                .put("ciphertext", new String(wrapped, US_ASCII))
                .put("associated_data", base64(context));
        return client.ask(TransitClient.DECRYPT, id, request, "plaintext").map(this::bytes);
    }

    private byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new RootKeyUnavailable(id, "the transit engine answers no base64");
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
