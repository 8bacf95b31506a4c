package dev.claviger.verifier;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
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
        return find(leaf).orElseThrow(() -> new LogRefused("a leaf is not a JSON object"));
    }

    /** Reads a leaf; empty when it is no JSON object, as those of other logs need not be. */
    static Optional<LeafEntry> find(byte[] leaf) {
        try {
            return Optional.ofNullable(JSON.readTree(leaf))
                    .filter(JsonNode::isObject)
                    .map(LeafEntry::new);
        } catch (IOException malformed) {
            return Optional.empty();
        }
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

    /** The payloads that it says were removed. Ranges that are not two numbers count for nothing. */
    Optional<Purge> purge() {
        JsonNode purge = envelope.path("purge");
        List<Purge.Range> ranges = new ArrayList<>();
        range(purge.path("from"), purge.path("to")).ifPresent(ranges::add);
        purge.path("ranges").forEach(pair -> range(pair.path(0), pair.path(1)).ifPresent(ranges::add));
        return ranges.isEmpty()
                ? Optional.empty()
                : Optional.of(new Purge(
                        purge.path("shard").asText(),
                        ranges,
                        purge.path("kind").asText(),
                        purge.path("class").asText(),
                        purge.path("by").asText()));
    }

    private static Optional<Purge.Range> range(JsonNode from, JsonNode to) {
        return from.isIntegralNumber() && to.isIntegralNumber() && from.asLong() <= to.asLong()
                ? Optional.of(new Purge.Range(from.asLong(), to.asLong()))
                : Optional.empty();
    }
}
