package dev.claviger.sync.emergency;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.http.Validation;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a new emergency.
 *
 * @param blast what leaked, in the words of {@code POST /api/x/blast-radius}
 * @param start whether to begin at once
 */
record EmergencyWish(
        @Nullable String name,
        @Nullable JsonNode blast,
        @Nullable Long graceSeconds,
        @Nullable Boolean start) {
    static final EmergencyWish NONE = new EmergencyWish(null, null, null, null);
    static final int LONGEST_NAME = 200;
    private static final long DAY = 86_400;

    /** With all of it checked. */
    record Checked(String name, JsonNode blast, Duration grace, boolean start) {}

    /** Fails with {@link dev.claviger.kernel.http.InvalidInput}. */
    Checked checked(Duration usualGrace) {
        Validation valid = new Validation();
        String text = valid.text("name", name);
        valid.check(text.length() <= LONGEST_NAME, "name", "Must be at most " + LONGEST_NAME + " characters");
        valid.check(
                blast != null && blast.isObject(),
                "blast",
                "Must say what leaked, as POST /api/x/blast-radius is told");
        long seconds = valid.number("graceSeconds", graceSeconds, usualGrace.toSeconds(), 0, DAY);
        valid.done();
        return new Checked(
                text,
                Objects.requireNonNull(blast),
                graceSeconds == null ? usualGrace : Duration.ofSeconds(seconds),
                Boolean.TRUE.equals(start));
    }

    /** How an emergency is ended. */
    record End(@Nullable String conclusion) {
        static final End NONE = new End(null);

        String checked() {
            return text("conclusion", conclusion, true);
        }
    }

    /**
     * What is said of a step.
     *
     * @param withoutProof that it was done although nothing shows it
     */
    record OfStep(
            @Nullable String assignee,
            @Nullable String note,
            @Nullable Boolean withoutProof) {
        static final OfStep NONE = new OfStep(null, null, null);

        @Nullable
        String checkedAssignee() {
            return assignee == null ? null : text("assignee", assignee, false);
        }

        @Nullable
        String checkedNote(boolean required) {
            return note == null && !required ? null : text("note", note, required);
        }

        boolean isWithoutProof() {
            return Boolean.TRUE.equals(withoutProof);
        }
    }

    private static final int LONGEST_NOTE = 2_000;

    private static String text(String field, @Nullable String given, boolean required) {
        Validation valid = new Validation();
        String text = required ? valid.text(field, given) : valid.text(field, given, "");
        valid.check(text.length() <= LONGEST_NOTE, field, "Must be at most " + LONGEST_NOTE + " characters");
        valid.done();
        return text;
    }
}
