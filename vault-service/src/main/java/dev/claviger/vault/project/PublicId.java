package dev.claviger.vault.project;

import java.util.Optional;
import java.util.UUID;

/** Reads ids out of requests. */
public final class PublicId {
    private static final int LENGTH = 36;

    private PublicId() {}

    /** The id, when the text is one in its usual form; shorter spellings of the same number are none. */
    public static Optional<UUID> parse(String text) {
        try {
            return text.length() == LENGTH ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
