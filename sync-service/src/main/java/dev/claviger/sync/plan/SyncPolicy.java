package dev.claviger.sync.plan;

/**
 * What a sync may do.
 *
 * @param deletes whether owned variables that are no longer wanted are deleted
 * @param mostDeletes how many at most in one run; one more and none is deleted
 * @param mostDeletePercent of the variables that the sync owns; one more and none is deleted
 */
public record SyncPolicy(
        Existing existing, Unmaskable unmaskable, boolean deletes, int mostDeletes, int mostDeletePercent) {

    /** Leaves what it finds, deletes nothing, refuses what cannot be masked. */
    public static SyncPolicy careful() {
        return new SyncPolicy(Existing.REFUSE, Unmaskable.REFUSE, false, 0, 0);
    }

    /** What becomes of a wanted variable that exists and is not ours. */
    public enum Existing {
        /** It stays, and the key is reported. */
        REFUSE,
        /** It becomes ours if it is exactly what is wanted; else as {@link #REFUSE}. */
        ADOPT,
        /** Its value is offered for import; once the source has it, it becomes ours. */
        IMPORT,
        /** It becomes ours and is changed. */
        OVERWRITE
    }

    /** What becomes of a value that cannot be masked although that is wanted. */
    public enum Unmaskable {
        REFUSE,
        WRITE_UNMASKED,
        USE_FILE,
        ENCODE_BASE64URL
    }
}
