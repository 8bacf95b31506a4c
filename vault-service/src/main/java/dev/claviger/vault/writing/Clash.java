package dev.claviger.vault.writing;

import dev.claviger.kernel.http.InvalidInput;
import org.jspecify.annotations.Nullable;

/** What an import does about secrets that exist already. */
enum Clash {
    FAIL,
    OVERWRITE,
    SKIP;

    static Clash parse(@Nullable String text) {
        return switch (text == null ? "" : text) {
            case "", "fail" -> FAIL;
            case "overwrite" -> OVERWRITE;
            case "skip" -> SKIP;
            default -> throw InvalidInput.of("mode", "Must be fail, overwrite or skip");
        };
    }
}
