package dev.claviger.auth.azure;

import dev.claviger.auth.method.Names;

/**
 * Whose tokens are let in.
 *
 * @param tenantId a UUID, as it was given
 * @param resource what the token must be made for
 * @param principals object ids of service principals, as they were given
 */
record AzureSettings(String tenantId, String resource, Names principals) {

    /** The metadata service may leave the last slash of a resource away. */
    boolean isFor(String audience) {
        return audience.equals(resource) || (audience + "/").equals(resource);
    }

    /** All spellings of an id are one principal. */
    boolean letsPass(String principal) {
        return principals.names().stream().anyMatch(principal::equalsIgnoreCase);
    }
}
