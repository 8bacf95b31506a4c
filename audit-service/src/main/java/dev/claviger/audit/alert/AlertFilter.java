package dev.claviger.audit.alert;

import dev.claviger.kernel.Moments;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which alerts somebody wants; null for any. */
record AlertFilter(
        @Nullable String rule,
        @Nullable String severity,
        @Nullable String state,
        @Nullable String subject,
        int limit,
        @Nullable After after) {
    /** The last alert of the page before. It gives no right: the organisation is the caller's. */
    record After(Instant raisedAt, UUID id) {
        String text() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((raisedAt + "/" + id).getBytes(StandardCharsets.UTF_8));
        }

        static After read(String text) {
            try {
                String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("/", 2);
                Instant raised = Moments.dated(Instant.parse(parts[0]));
                return new After(raised, UUID.fromString(parts.length == 2 ? parts[1] : ""));
            } catch (IllegalArgumentException | DateTimeException garbage) {
                throw InvalidInput.of("cursor", "Must be the nextCursor of a page before");
            }
        }
    }

    static AlertFilter of(
            @Nullable String rule,
            @Nullable String severity,
            @Nullable String state,
            @Nullable String subject,
            @Nullable String limit,
            @Nullable String cursor) {
        Validation valid = new Validation();
        String wantedSeverity = valid.text("severity", severity, "");
        String wantedState = valid.text("state", state, "");
        String wantedRule = valid.text("rule", rule, "");
        String wantedSubject = valid.text("subject", subject, "");
        valid.check(
                wantedSeverity.isEmpty() || Alert.SEVERITIES.contains(wantedSeverity),
                "severity",
                "Must be one of " + String.join(", ", Alert.SEVERITIES));
        valid.check(
                wantedState.isEmpty() || Alert.STATES.contains(wantedState),
                "state",
                "Must be one of " + String.join(", ", Alert.STATES));
        int most = (int) valid.number("limit", limit, 50, 1, 200);
        valid.done();
        return new AlertFilter(
                orNull(wantedRule),
                orNull(wantedSeverity),
                orNull(wantedState),
                orNull(wantedSubject),
                most,
                cursor == null || cursor.isEmpty() ? null : After.read(cursor));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
