package dev.claviger.audit.witness;

import dev.claviger.verifier.Checkpoint;
import dev.claviger.verifier.LogRefused;
import dev.claviger.verifier.VerifierKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a log hands in: the size that it believes we have seen, a proof, and its new checkpoint (audit-log.md 1.6).
 *
 * @param note the checkpoint as it came
 */
record Submission(long old, List<byte[]> proof, String note) {
    private static final int MOST_HASHES = 63;
    private static final String OLD = "old ";

    Submission {
        proof = List.copyOf(proof);
    }

    /** Empty for anything that is not one. */
    static Optional<Submission> parse(String body) {
        int gap = body.indexOf("\n\n");
        List<String> lines =
                gap < 0 ? List.of() : body.substring(0, gap).lines().toList();
        if (lines.isEmpty()
                || lines.size() > 1 + MOST_HASHES
                || !lines.getFirst().matches("old (0|[1-9][0-9]{0,17})")) {
            return Optional.empty();
        }
        try {
            List<byte[]> proof =
                    lines.stream().skip(1).map(Base64.getDecoder()::decode).toList();
            return Optional.of(new Submission(
                            Long.parseLong(lines.getFirst().substring(OLD.length())), proof, body.substring(gap + 2)))
                    .filter(Submission::isWellFormed);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private boolean isWellFormed() {
        return proof.stream().allMatch(hash -> hash.length == 32) && note.indexOf('\n') > 0;
    }

    String origin() {
        return note.substring(0, note.indexOf('\n'));
    }

    /** The checkpoint, when one of these keys has signed it. */
    Optional<Checkpoint> open(List<VerifierKey> trusted) {
        return trusted.stream()
                .filter(key -> key.name().equals(origin()))
                .flatMap(key -> open(key).stream())
                .findFirst();
    }

    private Optional<Checkpoint> open(VerifierKey key) {
        try {
            return Optional.of(Checkpoint.open(note, key, List.of()));
        } catch (LogRefused refused) {
            return Optional.empty();
        }
    }
}
