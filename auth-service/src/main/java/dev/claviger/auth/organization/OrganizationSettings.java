package dev.claviger.auth.organization;

import java.time.Instant;
import java.util.UUID;

/**
 * An organisation with what it lays down for itself.
 *
 * @param requireAudience whether logins by foreign tokens must name the audience that they accept
 */
record OrganizationSettings(
        UUID id, String name, String slug, boolean requireAudience, Instant createdAt, Instant updatedAt) {

    /** What stands around one. */
    public record One(OrganizationSettings organization) {}

    /** What answers a change. */
    public record Changed(String message, OrganizationSettings organization) {}
}
