package dev.claviger.vault.writing;

import java.util.List;

/** What an import did, or with {@code dryRun} would do; never a value (docs/import-export.md). */
record ImportReport(boolean dryRun, List<OfFolder> folders) {

    /**
     * One folder.
     *
     * @param found how many secrets the file has for it
     * @param sentDigest keyed digest of the secrets as the file has them, without those that were skipped
     * @param storedDigest the same of what is stored now; equal, or the import fails
     */
    record OfFolder(
            String environment,
            String secretPath,
            int found,
            long created,
            long updated,
            long unchanged,
            long skipped,
            String sentDigest,
            String storedDigest,
            List<OfSecret> secrets) {}

    /** One secret. */
    record OfSecret(String secretKey, Fate result) {}
}
