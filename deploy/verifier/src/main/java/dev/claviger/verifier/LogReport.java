package dev.claviger.verifier;

import java.util.List;

/**
 * What a check found out. That there is one means that signature and tree hold.
 *
 * @param note the checkpoint to keep for the next time
 * @param extendsOlder whether an older checkpoint was given, and found to be its beginning
 */
public record LogReport(Checkpoint checkpoint, String note, boolean extendsOlder, Payloads payloads) {

    /** Whether nothing is wrong with what the entries say either. */
    public boolean isSound() {
        return payloads.missing().isEmpty() && payloads.mismatches().isEmpty();
    }

    /**
     * The four answers of audit-log.md 2.5, in numbers.
     *
     * @param checked whether what the entries say was there to be compared
     * @param erased gone by policy, and a leaf says so
     * @param missing gone without a leaf that says so
     * @param mismatches not what the leaf commits to
     * @param purges what the log's leaves say of removed payloads, its own and those of older logs
     */
    public record Payloads(
            boolean checked,
            long verified,
            long erased,
            List<Long> missing,
            List<Long> mismatches,
            List<Purge> purges) {
        public Payloads {
            missing = List.copyOf(missing);
            mismatches = List.copyOf(mismatches);
            purges = List.copyOf(purges);
        }
    }
}
