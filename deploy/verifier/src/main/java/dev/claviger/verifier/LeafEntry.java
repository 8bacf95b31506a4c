package dev.claviger.verifier;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/** What a leaf of our logs says: an envelope, and a commitment to the event. */
final class LeafEntry {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] PURPOSE = "audit-payload/v1\0".getBytes(US_ASCII);

    private final JsonNode envelope;

    private LeafEntry(JsonNode envelope) {
        this.envelope = envelope;
    }

    /** Reads a leaf; throws {@link LogRefused} when it is no JSON object. */
    static LeafEntry parse(byte[] leaf) {
        try {
            JsonNode node = JSON.readTree(leaf);
            if (node != null && node.isObject()) {
                return new LeafEntry(node);
            }
        } catch (IOException malformed) {
            // refused below
        }
        throw new LogRefused("a leaf is not a JSON object");
    }

    String id() {
        return envelope.path("id").asText();
    }

    boolean commitsTo(byte[] salt, byte[] event) {
        byte[] expected = TreeMath.digest(PURPOSE, salt, event);
        return MessageDigest.isEqual(
                Base64.getUrlEncoder().withoutPadding().encode(expected),
                envelope.path("ev").asText().getBytes(US_ASCII));
    }

    /** The indexes whose payloads it says were erased by policy. */
    Optional<Range> purged() {
        JsonNode purge = envelope.path("purge");
        return purge.path("from").isIntegralNumber() && purge.path("to").isIntegralNumber()
                ? Optional.of(new Range(
                        purge.path("shard").asText(),
                        purge.path("from").asLong(),
                        purge.path("to").asLong()))
                : Optional.empty();
    }

    /** Leaves of a shard: {@code from} and {@code to} inclusive. */
    record Range(String shard, long from, long to) {
        boolean has(String origin, long index) {
            return shard.equals(origin) && from <= index && index <= to;
        }
    }
}
