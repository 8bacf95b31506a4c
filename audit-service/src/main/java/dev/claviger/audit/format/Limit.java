package dev.claviger.audit.format;

/**
 * What a destination takes of one entry.
 *
 * @param bytes the most its JSON may have; longer ones are shortened
 * @param ascii whether other characters are escaped
 */
public record Limit(int bytes, boolean ascii) {
    /** Entries go as they are, whatever their size. */
    public static final Limit NONE = new Limit(Integer.MAX_VALUE, false);
}
