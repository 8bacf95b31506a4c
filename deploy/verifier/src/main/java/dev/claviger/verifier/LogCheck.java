package dev.claviger.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a whole log and derives everything anew: each leaf hash from its entry, each tile, the root, and compares with what the log
 * serves and has signed. With an older checkpoint at hand it also finds a history that was rewritten or cut off.
 */
public final class LogCheck {
    private static final int WIDTH = 256;

    private final LogSource log;
    private final VerifierKey key;
    private final List<VerifierKey> witnesses;
    private final Optional<String> older;
    private final List<Purge> toldLater;

    /** Prepares a check; {@code older} is a checkpoint of the same log that was kept from an earlier time. */
    public LogCheck(LogSource log, VerifierKey key, List<VerifierKey> witnesses, Optional<String> older) {
        this(log, key, witnesses, older, List.of());
    }

    /** The same, with what later logs of the organisation, which were checked before, say of removed payloads. */
    public LogCheck(
            LogSource log,
            VerifierKey key,
            List<VerifierKey> witnesses,
            Optional<String> older,
            List<Purge> toldLater) {
        this.log = log;
        this.key = key;
        this.witnesses = List.copyOf(witnesses);
        this.older = older;
        this.toldLater = List.copyOf(toldLater);
    }

    /**
     * Checks all.
     *
     * @throws LogRefused when the log is not what it claims to be
     * @throws LogUnreadable when that cannot be found out
     */
    public LogReport run() {
        String note = log.read("checkpoint")
                .map(bytes -> new String(bytes, UTF_8))
                .orElseThrow(() -> new LogUnreadable("the log has no checkpoint"));
        Checkpoint now = Checkpoint.open(note, key, witnesses);
        Optional<Checkpoint> before = older.map(text -> Checkpoint.open(text, key, witnesses));
        before.ifPresent(old -> requireNewer(old, now));
        PayloadCheck payloads = new PayloadCheck(log, now.origin(), toldLater);
        Rebuilt tree = rebuild(now.size(), before, payloads);
        if (!Arrays.equals(tree.root(), now.root())) {
            throw new LogRefused("the entries do not give the root that the log has signed");
        }
        return new LogReport(now, note, before.isPresent(), payloads.end());
    }

    private static void requireNewer(Checkpoint old, Checkpoint now) {
        if (now.size() < old.size()) {
            throw new LogRefused(
                    "the log ends at %d, the checkpoint that was kept at %d: it was cut off, or an old state is shown"
                            .formatted(now.size(), old.size()));
        }
    }

    private Rebuilt rebuild(long size, Optional<Checkpoint> before, PayloadCheck payloads) {
        Rebuilt tree = new Rebuilt(this::compareTile);
        before.ifPresent(old -> requireSame(old, tree));
        for (long bundle = 0; bundle * WIDTH < size; bundle++) {
            int width = (int) Math.min(WIDTH, size - bundle * WIDTH);
            for (byte[] entry : bundle(bundle, width)) {
                payloads.take(tree.size(), entry);
                tree.append(TreeMath.leaf(entry));
                before.ifPresent(old -> requireSame(old, tree));
            }
        }
        tree.finish();
        return tree;
    }

    private static void requireSame(Checkpoint old, Rebuilt tree) {
        if (tree.size() == old.size() && !Arrays.equals(old.root(), tree.root())) {
            throw new LogRefused(
                    "the checkpoint that was kept is not the beginning of this log: history was rewritten");
        }
    }

    private List<byte[]> bundle(long index, int width) {
        ByteBuffer bytes = ByteBuffer.wrap(resource("tile/entries/", index, width));
        List<byte[]> entries = new ArrayList<>(width);
        while (bytes.hasRemaining() && entries.size() < width) {
            entries.add(entry(bytes, index));
        }
        if (entries.size() < width) {
            throw new LogRefused("bundle %d has fewer entries than the log has signed".formatted(index));
        }
        return entries;
    }

    private static byte[] entry(ByteBuffer bytes, long bundle) {
        int length = bytes.remaining() < 2 ? Integer.MAX_VALUE : Short.toUnsignedInt(bytes.getShort());
        if (length > bytes.remaining()) {
            throw new LogRefused("bundle %d is cut off".formatted(bundle));
        }
        byte[] entry = new byte[length];
        bytes.get(entry);
        return entry;
    }

    private void compareTile(int level, long index, byte[] hashes) {
        byte[] served = resource("tile/" + level + "/", index, hashes.length / 32);
        if (!Arrays.equals(served.length > hashes.length ? Arrays.copyOf(served, hashes.length) : served, hashes)) {
            throw new LogRefused("tile %d/%d is not what the entries give".formatted(level, index));
        }
    }

    /** A partial resource may be gone once the full one is there. */
    private byte[] resource(String kind, long index, int width) {
        String full = kind + place(index);
        Optional<byte[]> found =
                width == WIDTH ? log.read(full) : log.read(full + ".p/" + width).or(() -> log.read(full));
        return found.orElseThrow(() -> new LogRefused("%s is missing, which the log has signed".formatted(full)));
    }

    private static String place(long index) {
        String digits = Long.toString(index);
        digits = "0".repeat((3 - digits.length() % 3) % 3) + digits;
        List<String> groups = new ArrayList<>();
        for (int at = 0; at < digits.length(); at += 3) {
            boolean last = at + 3 == digits.length();
            groups.add((last ? "" : "x") + digits.substring(at, at + 3));
        }
        return String.join("/", groups);
    }
}
