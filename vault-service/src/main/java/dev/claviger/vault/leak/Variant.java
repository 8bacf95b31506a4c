package dev.claviger.vault.leak;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What was done to the text that was looked up before it matched. */
enum Variant {
    EXACT,
    WITHOUT_NEWLINE,
    WITH_NEWLINE,
    TRIMMED,
    UNQUOTED,
    BASE64,
    BASE64URL,
    PERCENT;

    /** The word in answers. */
    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
