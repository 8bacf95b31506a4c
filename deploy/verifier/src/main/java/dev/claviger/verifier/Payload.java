package dev.claviger.verifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Base64;

/** What an entry says, with the salt of its commitment: one line of {@code payload.ndjson}. */
public final class Payload {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final long index;
    private final byte[] salt;
    private final byte[] event;

    public Payload(long index, byte[] salt, byte[] event) {
        this.index = index;
        this.salt = salt.clone();
        this.event = event.clone();
    }

    /** Reads a line; throws {@link LogRefused} when it is not one of {@code payload.ndjson}. */
    static Payload parse(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            return new Payload(
                    node.required("index").longValue(),
                    Base64.getDecoder().decode(node.required("salt").asText()),
                    Base64.getDecoder().decode(node.required("event").asText()));
        } catch (JsonProcessingException | IllegalArgumentException malformed) {
            throw new LogRefused("payload.ndjson has a malformed line");
        }
    }

    String line() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "{\"index\":%d,\"salt\":\"%s\",\"event\":\"%s\"}"
                .formatted(index, base64.encodeToString(salt), base64.encodeToString(event));
    }

    public long index() {
        return index;
    }

    byte[] salt() {
        return salt;
    }

    byte[] event() {
        return event;
    }
}
