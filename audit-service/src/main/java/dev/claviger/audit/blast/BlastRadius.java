package dev.claviger.audit.blast;

import dev.claviger.audit.provenance.Access;
import dev.claviger.audit.provenance.ProvenanceStore.Lease;
import java.time.Instant;
import java.util.List;

/**
 * The answer: those that are still in use come first.
 *
 * @param open how many versions are neither rotated nor deleted
 * @param leases logins on demand that were given; whether they still work, sync-service knows
 * @param by the jobs and people that had them
 * @param missing in words, what this report cannot know
 * @param untraced how many leaked versions were not followed: those without an entry the caller may read, and those of which is not known where
 *     else they are used
 * @param complete false when there is more than is shown
 */
record BlastRadius(
        String subject,
        Instant from,
        Instant to,
        Instant made,
        int open,
        List<Exposure> secrets,
        List<Lease> leases,
        List<Access> by,
        List<String> missing,
        long untraced,
        boolean complete) {
    BlastRadius {
        secrets = List.copyOf(secrets);
        leases = List.copyOf(leases);
        by = List.copyOf(by);
        missing = List.copyOf(missing);
    }
}
