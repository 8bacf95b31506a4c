package dev.claviger.vault.accessapproval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.membership.Term;
import dev.claviger.vault.permission.RuleText;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What somebody asks for, as far as it can be told without the project. */
record AccessWish(RuleText permissions, @Nullable String range, String note) {
    private static final int MAX_NOTE = 1024;

    /** The words of the request. */
    record Body(
            @Nullable JsonNode permissions,
            @Nullable Boolean isTemporary,
            @Nullable String temporaryRange,
            @Nullable String note) {
        static final Body EMPTY = new Body(null, null, null, null);

        /** Throws {@link InvalidInput}. */
        AccessWish wish() {
            boolean temporary = Boolean.TRUE.equals(isTemporary);
            return new AccessWish(
                    rules(permissions),
                    temporary
                            ? Term.from("temporaryRange", temporaryRange, Instant.EPOCH)
                                    .range()
                            : null,
                    text("note", note));
        }
    }

    private static RuleText rules(@Nullable JsonNode given) {
        if (given == null || !given.isArray() || given.isEmpty()) {
            throw InvalidInput.of(RuleText.FIELD, "Must be a list of at least one rule");
        }
        return RuleText.parse(new JsonArray(given.toString()));
    }

    static String text(String field, @Nullable String given) {
        Validation input = new Validation();
        String text = input.text(field, given, "");
        input.check(text.length() <= MAX_NOTE, field, "Must be at most %d characters".formatted(MAX_NOTE));
        input.done();
        return text;
    }
}
