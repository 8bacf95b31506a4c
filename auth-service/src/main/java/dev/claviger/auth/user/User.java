package dev.claviger.auth.user;

import java.time.Instant;
import java.util.UUID;

/**
 * A person.
 *
 * @param superAdmin the person who set the instance up
 * @param enabled a disabled person can do nothing anywhere
 */
public record User(
        UUID id,
        Email email,
        String firstName,
        String lastName,
        boolean superAdmin,
        boolean enabled,
        Instant createdAt,
        Instant updatedAt) {

    /** Someone new, who may log in. */
    public static User named(UUID id, Email email, String firstName, String lastName, boolean superAdmin, Instant now) {
        return new User(id, email, firstName, lastName, superAdmin, true, now, now);
    }

    /** The same, enabled or not. */
    public User enabled(boolean other, Instant now) {
        return new User(id, email, firstName, lastName, superAdmin, other, createdAt, now);
    }
}
