package dev.claviger.sync.plan;

/**
 * What one sync knows of a variable that it owns or is about to.
 *
 * @param digest of the value last written, or about to be written
 * @param before digest of the value that was there before the step under way; empty when there is none or no step is under way
 */
public record LedgerEntry(VariableId id, Claim claim, String digest, String before) {

    /** A variable that is settled. */
    public static LedgerEntry owned(VariableId id, String digest) {
        return new LedgerEntry(id, Claim.OWNED, digest, "");
    }

    /** How far the sync has come with it. */
    public enum Claim {
        /** It is ours and has the value of the digest. */
        OWNED,
        /** We are making it; until it is seen with our value it may be somebody else's. */
        CREATING,
        /** It is ours; whether it has the old or the new value is open. */
        WRITING,
        /** It is ours and goes away. */
        DELETING
    }
}
