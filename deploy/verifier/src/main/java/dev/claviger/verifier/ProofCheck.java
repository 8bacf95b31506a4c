package dev.claviger.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Base64;
import java.util.List;

/** Checks the proof of a single entry: a {@code .tlog-proof} file (C2SP tlog-proof) with its leaf in the extra line. */
public final class ProofCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORM = "c2sp.org/tlog-proof@v1";
    private static final int MOST_HASHES = 63;

    private final VerifierKey key;

    public ProofCheck(VerifierKey key) {
        this.key = key;
    }

    /**
     * Checks that the leaf is in the tree that the log has signed, and that the event is what the leaf commits to.
     *
     * @throws LogRefused when it does not hold
     */
    public ProvenEntry check(String proof) {
        int gap = proof.indexOf("\n\n");
        List<String> lines =
                gap < 0 ? List.of() : proof.substring(0, gap).lines().toList();
        if (lines.size() < 3
                || lines.size() > 3 + MOST_HASHES
                || !lines.getFirst().equals(FORM)) {
            throw new LogRefused("not a " + FORM);
        }
        Checkpoint checkpoint = Checkpoint.open(proof.substring(gap + 2), key, List.of());
        JsonNode extra = extra(after("extra ", lines.get(1)));
        long index = number(after("index ", lines.get(2)));
        List<byte[]> path = lines.stream().skip(3).map(ProofCheck::decode).toList();
        byte[] leaf = decode(extra.path("leaf").asText());
        if (!TreeMath.includes(TreeMath.leaf(leaf), index, checkpoint.size(), path, checkpoint.root())) {
            throw new LogRefused("the leaf is not in the tree that the log has signed");
        }
        return entry(checkpoint, index, LeafEntry.parse(leaf), extra);
    }

    private static ProvenEntry entry(Checkpoint checkpoint, long index, LeafEntry leaf, JsonNode extra) {
        if (!extra.has("event")) {
            return new ProvenEntry(checkpoint.origin(), index, leaf.id(), "");
        }
        byte[] event = decode(extra.path("event").asText());
        if (!leaf.commitsTo(decode(extra.path("salt").asText()), event)) {
            throw new LogRefused("the event is not what the leaf commits to");
        }
        return new ProvenEntry(checkpoint.origin(), index, leaf.id(), new String(event, UTF_8));
    }

    private static String after(String word, String line) {
        if (!line.startsWith(word)) {
            throw new LogRefused("the proof lacks its line " + word.strip());
        }
        return line.substring(word.length());
    }

    private static long number(String digits) {
        if (!digits.matches("0|[1-9][0-9]{0,17}")) {
            throw new LogRefused("the proof's index is no number");
        }
        return Long.parseLong(digits);
    }

    private static JsonNode extra(String base64) {
        try {
            return JSON.readTree(new String(decode(base64), UTF_8));
        } catch (JsonProcessingException malformed) {
            throw new LogRefused("the proof's extra line is not ours");
        }
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new LogRefused("the proof has a line that is not base64");
        }
    }

    /** The files that {@link #check} takes begin like this. */
    public static boolean isProof(String text) {
        return text.startsWith(FORM);
    }
}
