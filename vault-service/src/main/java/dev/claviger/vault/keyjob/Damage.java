package dev.claviger.vault.keyjob;

import java.util.UUID;

/**
 * Something that does not open.
 *
 * @param kind secret-version, personal-secret, webhook, keyset or fingerprint-key
 * @param id of the secret, the personal secret, the webhook, the project or the organisation
 * @param version of the secret; 1 for a webhook, 0 for a keyset or key
 */
public record Damage(String kind, UUID id, int version) {}
