package dev.claviger.vault.permission;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a rule came from.
 *
 * @param name the slug of the role or privilege
 * @param id of the custom role or the privilege; null for a built-in role
 * @param groupId the group through which it is held; null when it is held directly
 */
public record Source(
        Kind kind, String name, @Nullable UUID id, @Nullable UUID groupId) {

    /** What can give rules. */
    public enum Kind {
        ROLE("role"),
        PRIVILEGE("privilege"),
        SERVICE_TOKEN("service-token");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** A role without an id, held directly. */
    public static Source role(String slug) {
        return new Source(Kind.ROLE, slug, null, null);
    }
}
