package dev.claviger.sync.ledger;

import java.util.UUID;

/**
 * A run that writes for a sync at a place.
 *
 * @param place one spelling of the project or group, the same for all syncs
 * @param lease names the holder of the place
 */
public record Writing(UUID syncId, String place, UUID runId, UUID lease) {}
