package dev.claviger.audit.blast;

import dev.claviger.audit.provenance.Access;
import java.time.Instant;
import java.util.List;

/**
 * The answer: those that are still in use come first.
 *
 * @param open how many versions are neither rotated nor deleted
 * @param by the jobs and people that had them
 * @param missing in words, what this report cannot know
 * @param complete false when there is more than is shown
 */
record BlastRadius(
        String subject,
        Instant from,
        Instant to,
        Instant made,
        int open,
        List<Exposure> secrets,
        List<Access> by,
        List<String> missing,
        boolean complete) {
    BlastRadius {
        secrets = List.copyOf(secrets);
        by = List.copyOf(by);
        missing = List.copyOf(missing);
    }
}
