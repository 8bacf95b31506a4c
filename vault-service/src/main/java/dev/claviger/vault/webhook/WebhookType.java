package dev.claviger.vault.webhook;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.claviger.kernel.http.InvalidInput;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whose language a webhook is told in. */
enum WebhookType {
    GENERAL("general"),
    SLACK("slack"),
    MICROSOFT_TEAMS("microsoft-teams");

    private final String text;

    WebhookType(String text) {
        this.text = text;
    }

    @JsonValue
    String text() {
        return text;
    }

    /** Absent is general; refuses with {@link InvalidInput} what is none. */
    static WebhookType parse(@Nullable String given) {
        return given == null || given.isBlank() ? GENERAL : of(given.strip());
    }

    static WebhookType of(String text) {
        return Stream.of(values())
                .filter(type -> type.text.equals(text))
                .findFirst()
                .orElseThrow(() -> InvalidInput.of("type", "Must be general, slack or microsoft-teams"));
    }
}
