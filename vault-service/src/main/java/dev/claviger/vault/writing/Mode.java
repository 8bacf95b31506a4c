package dev.claviger.vault.writing;

import dev.claviger.kernel.http.InvalidInput;
import org.jspecify.annotations.Nullable;

/** What an update does about secrets that do not exist. */
enum Mode {
    FAIL_ON_NOT_FOUND,
    UPSERT,
    IGNORE,

    /** As the first, by the rotation that the secrets belong to; no request asks for it. */
    ROTATION;

    static Mode parse(@Nullable String text) {
        return switch (text == null ? "" : text) {
            case "", "failOnNotFound" -> FAIL_ON_NOT_FOUND;
            case "upsert" -> UPSERT;
            case "ignore" -> IGNORE;
            default -> throw InvalidInput.of("mode", "Must be failOnNotFound, upsert or ignore");
        };
    }
}
