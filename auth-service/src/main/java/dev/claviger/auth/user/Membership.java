package dev.claviger.auth.user;

import dev.claviger.auth.access.Rights;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * The place of a person in an organisation.
 *
 * @param rights what their own role there gives, without their groups and what they are in the instance
 */
public record Membership(
        UUID id, UUID orgId, UUID userId, Rights rights, Status status, Instant createdAt, Instant updatedAt) {

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
    public Membership changed(Rights otherRights, Status otherStatus, Instant now) {
        return new Membership(id, orgId, userId, otherRights, otherStatus, createdAt, now);
    }

    boolean isActiveAdmin() {
        return isActive() && rights.isAdmin();
    }
}
