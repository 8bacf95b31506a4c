package dev.claviger.audit.merkle;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tile: up to 256 neighbouring hashes of one level, of which each stands for 256 of the level below (audit-log.md 1.4).
 *
 * @param width how many hashes; 256 for a full tile
 */
public record Tile(int level, long index, int width) {
    public static final int WIDTH = 256;
    public static final int HEIGHT = 8;
    private static final int MOST_LEVELS = 8;
    private static final int GROUP = 1000;

    /** More tiles than that no log will have, and their hashes can still be counted in a long. */
    private static final int MOST_GROUPS = 5;

    private static final Pattern PLACE = Pattern.compile("((?:x\\d{3}/)*)(\\d{3})(?:\\.p/([1-9]\\d{0,2}))?");

    /** The tile as wide as it is in a tree of this size; width 0 where it has none. */
    public static Tile in(long size, int level, long index) {
        long hashes = hashes(size, level) - index * WIDTH;
        return new Tile(level, index, (int) Math.clamp(hashes, 0L, (long) WIDTH));
    }

    /** How many hashes a level has in a tree of this size. */
    static long hashes(long size, int level) {
        return level * HEIGHT >= Long.SIZE - 1 ? 0 : size >> (level * HEIGHT);
    }

    /** Reads {@code N} or {@code N.p/W} as it stands in a path; empty for anything that is not its one spelling. */
    public static Optional<Tile> parse(int level, String place) {
        Matcher parts = PLACE.matcher(place);
        if (level < 0 || level >= MOST_LEVELS || !parts.matches()) {
            return Optional.empty();
        }
        String digits = (parts.group(1) + parts.group(2)).replace("x", "").replace("/", "");
        int width = parts.group(3) == null ? WIDTH : Integer.parseInt(parts.group(3));
        boolean padded = !parts.group(1).isEmpty() && digits.startsWith("000");
        if (digits.length() > MOST_GROUPS * 3
                || width > WIDTH
                || padded
                || (parts.group(3) != null && width == WIDTH)) {
            return Optional.empty();
        }
        return Optional.of(new Tile(level, Long.parseLong(digits), width));
    }

    /** The path below {@code tile/<level>/}. */
    public String place() {
        StringBuilder groups = new StringBuilder("%03d".formatted(index % GROUP));
        for (long rest = index / GROUP; rest > 0; rest /= GROUP) {
            groups.insert(0, "x%03d/".formatted(rest % GROUP));
        }
        return width == WIDTH ? groups.toString() : groups + ".p/" + width;
    }

    /** Whether a tree of this size has all these hashes. */
    public boolean isIn(long size) {
        return width > 0 && hashes(size, level) - index * WIDTH >= width;
    }

    public boolean isFull() {
        return width == WIDTH;
    }

    /** The place of the first hash in its level. */
    public long first() {
        return index * WIDTH;
    }

    /** The place after the last hash in its level. */
    public long end() {
        return first() + width;
    }
}
