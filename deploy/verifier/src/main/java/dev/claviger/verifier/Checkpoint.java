package dev.claviger.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A checkpoint whose signature was found good (C2SP tlog-checkpoint and signed-note). */
public final class Checkpoint {
    private static final int MOST_SIGNATURES = 100;
    private static final int MOST_BYTES = 1_000_000;
    private static final int ID_BYTES = 4;
    private static final int TIME_BYTES = 8;

    private final String origin;
    private final long size;
    private final byte[] root;
    private final String text;
    private final Set<String> witnesses;

    private Checkpoint(String origin, long size, byte[] root, String text, Set<String> witnesses) {
        this.origin = origin;
        this.size = size;
        this.root = root;
        this.text = text;
        this.witnesses = Set.copyOf(witnesses);
    }

    /**
     * Opens a note that the log must have signed.
     *
     * @param witnesses keys of those whose cosignatures are looked for
     * @throws LogRefused when it is no checkpoint, the log has not signed it, or a known key's signature is wrong
     */
    public static Checkpoint open(String note, VerifierKey log, List<VerifierKey> witnesses) {
        int end = note.lastIndexOf("\n\n");
        if (end < 0 || note.length() > MOST_BYTES || note.chars().anyMatch(sign -> sign < ' ' && sign != '\n')) {
            throw new LogRefused("the checkpoint is not a signed note");
        }
        String text = note.substring(0, end + 1);
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
            throw new LogRefused("the checkpoint has not origin, size and root");
        }
        if (!lines[0].equals(log.name())) {
            throw new LogRefused("the checkpoint is of another log");
        }
        byte[] root = root(lines[2]);
        Set<String> signers = signers(text, note.substring(end + 2), log, witnesses);
        if (!signers.remove(log.name())) {
            throw new LogRefused("the log has not signed the checkpoint");
        }
        return new Checkpoint(lines[0], Long.parseLong(lines[1]), root, text, signers);
    }

    private static byte[] root(String line) {
        try {
            byte[] root = Base64.getDecoder().decode(line);
            if (root.length == 32) {
                return root;
            }
        } catch (IllegalArgumentException malformed) {
            // refused below
        }
        throw new LogRefused("the checkpoint's root is not a hash");
    }

    private static Set<String> signers(String text, String block, VerifierKey log, List<VerifierKey> witnesses) {
        String[] lines = block.split("\n", -1);
        if (lines.length > MOST_SIGNATURES || !lines[lines.length - 1].isEmpty()) {
            throw new LogRefused("the checkpoint's signatures are cut off or too many");
        }
        Set<String> signers = new HashSet<>();
        for (String line : Arrays.asList(lines).subList(0, lines.length - 1)) {
            String[] parts = line.split(" ", 3);
            if (parts.length != 3 || !parts[0].equals("—")) {
                throw new LogRefused("the checkpoint has a malformed signature line");
            }
            byte[] blob = blob(parts[2]);
            byte[] id = Arrays.copyOf(blob, ID_BYTES);
            byte[] signature = Arrays.copyOfRange(blob, ID_BYTES, blob.length);
            if (log.isNamed(parts[1], id)) {
                require(log.hasSigned(text.getBytes(UTF_8), signature), parts[1]);
                signers.add(parts[1]);
            }
            for (VerifierKey witness : witnesses) {
                if (witness.isNamed(parts[1], id)) {
                    require(hasCosigned(witness, text, signature), parts[1]);
                    signers.add(parts[1]);
                }
            }
        }
        return signers;
    }

    private static byte[] blob(String base64) {
        try {
            byte[] blob = Base64.getDecoder().decode(base64);
            if (blob.length > ID_BYTES) {
                return blob;
            }
        } catch (IllegalArgumentException malformed) {
            // refused below
        }
        throw new LogRefused("the checkpoint has a malformed signature");
    }

    private static boolean hasCosigned(VerifierKey witness, String text, byte[] signature) {
        if (witness.type() != VerifierKey.COSIGNATURE || signature.length <= TIME_BYTES) {
            return false;
        }
        long time = ByteBuffer.wrap(signature).getLong();
        byte[] message = ("cosignature/v1\ntime " + Long.toUnsignedString(time) + "\n" + text).getBytes(UTF_8);
        return witness.hasSigned(message, Arrays.copyOfRange(signature, TIME_BYTES, signature.length));
    }

    private static void require(boolean good, String name) {
        if (!good) {
            throw new LogRefused("the signature of " + name + " is wrong");
        }
    }

    public String origin() {
        return origin;
    }

    public long size() {
        return size;
    }

    public byte[] root() {
        return root.clone();
    }

    /** What was signed. */
    public String text() {
        return text;
    }

    /** The names of those of the given witnesses that have cosigned. */
    public Set<String> witnesses() {
        return witnesses;
    }
}
