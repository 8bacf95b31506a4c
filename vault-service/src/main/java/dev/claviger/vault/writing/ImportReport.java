package dev.claviger.vault.writing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.vault.approval.RequestView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an import did, or with {@code dryRun} would do; never a value (docs/import-export.md).
 *
 * @param approval the request that was made instead, where others have to approve; nothing has changed then
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportReport(
        boolean dryRun, List<OfFolder> folders, @Nullable RequestView approval) {

    static ImportReport waiting(RequestView approval) {
        return new ImportReport(false, List.of(), approval);
    }

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
