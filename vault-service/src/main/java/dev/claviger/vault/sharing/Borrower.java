package dev.claviger.vault.sharing;

import java.util.UUID;

/**
 * A project that may refer to what is in a folder.
 *
 * @param lendsReadAccess whether who may read the referring value there needs no right in the project that shares
 */
public record Borrower(UUID projectId, String projectName, UUID grantId, boolean lendsReadAccess) {}
