package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.event.AccessEvent;
import java.util.UUID;

/**
 * A folder that a request is about, and the event that tells of the request.
 *
 * @param path in canonical form
 */
public record Spot(UUID projectId, String environment, String path, AccessEvent event) {}
