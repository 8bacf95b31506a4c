package dev.claviger.vault.image;

import dev.claviger.vault.reference.Place;
import java.util.UUID;

/**
 * A folder that another one shows, at its position among the imports of that one.
 *
 * @param lendsReadAccess whether rights in the importing folder are enough to read what stands in the source
 */
public record StoredImport(UUID id, Place source, int position, boolean lendsReadAccess) {}
