package dev.claviger.kernel.caller;

import java.util.List;
import java.util.UUID;

/**
 * What a service token allows (http-api.md 3.11): reading, writing or both, in some places of one project.
 *
 * <p>A token without a scope allows nothing.
 */
public record ServiceGrant(UUID projectId, List<Scope> scopes, boolean reads, boolean writes) {
    public ServiceGrant {
        scopes = List.copyOf(scopes);
    }

    /**
     * Folders of one environment.
     *
     * @param secretPath the path of a folder, or a glob over paths
     */
    public record Scope(String environment, String secretPath) {}
}
