package dev.claviger.audit.trail;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Reads UUIDs that others wrote. */
public final class Uuids {
    private static final int TEXT_LENGTH = 36;

    private Uuids() {}

    /** The UUID in its usual form; empty for anything else. */
    public static Optional<UUID> read(String text) {
        if (text.length() != TEXT_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The time inside a UUID of version 7 (RFC 9562 section 5.7); empty for other versions. */
    public static Optional<Instant> time(UUID id) {
        return id.version() == 7
                ? Optional.of(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16))
                : Optional.empty();
    }
}
