package dev.claviger.vault.sharing;

import java.util.UUID;

/**
 * What a grant means to a read.
 *
 * @param lendsReadAccess whether who may read the referring value needs no right in the project that shares
 */
public record Share(UUID grantId, boolean lendsReadAccess) {}
