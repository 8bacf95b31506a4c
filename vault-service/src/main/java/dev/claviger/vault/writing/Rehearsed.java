package dev.claviger.vault.writing;

import dev.claviger.kernel.event.SecretRef;
import java.util.List;

/** Ends the transaction of a dry run, which does everything but commit. */
final class Rehearsed extends RuntimeException {
    private final transient ImportReport report;
    private final transient List<SecretRef> compared;

    Rehearsed(ImportReport report, List<SecretRef> compared) {
        super("dry run", null, false, false);
        this.report = report;
        this.compared = compared;
    }

    ImportReport report() {
        return report;
    }

    /** The secrets whose stored value turned out to be the one of the file. */
    List<SecretRef> compared() {
        return compared;
    }
}
