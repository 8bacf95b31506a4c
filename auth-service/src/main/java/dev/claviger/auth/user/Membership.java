package dev.claviger.auth.user;

import dev.claviger.kernel.caller.OrgRole;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/** The place of a person in an organisation. */
public record Membership(
        UUID id, UUID orgId, UUID userId, OrgRole role, Status status, Instant createdAt, Instant updatedAt) {

    /** Whether it counts. */
    public enum Status {
        INVITED,
        ACTIVE,
        DEACTIVATED;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    public boolean isActive() {
        return status == Status.ACTIVE;
    }

    /** The same with another role and another status. */
    public Membership changed(OrgRole otherRole, Status otherStatus, Instant now) {
        return new Membership(id, orgId, userId, otherRole, otherStatus, createdAt, now);
    }

    boolean isActiveAdmin() {
        return isActive() && role == OrgRole.ADMIN;
    }
}
