package dev.claviger.auth.role;

import dev.claviger.auth.access.CustomRole;
import java.time.Instant;
import java.util.UUID;

/** A role with its place and times. */
record OrganizationRole(CustomRole role, UUID orgId, Instant createdAt, Instant updatedAt) {}
