package dev.claviger.vault.secretimport;

import java.util.UUID;

/** A folder whose readers read what stands in another one, too, without a right there. */
public record LentTo(UUID secretImportId, String environment, String secretPath) {}
