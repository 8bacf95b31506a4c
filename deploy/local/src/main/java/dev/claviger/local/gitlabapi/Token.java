package dev.claviger.local.gitlabapi;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An access token.
 *
 * @param family tokens that were rotated into each other; using an old one again ends all of them
 * @param owner the project or group it belongs to, as {@code project:20}; empty for those of people
 * @param expiresOn the day on which it has expired; null for OAuth
 * @param expiresAt the instant at which an OAuth token has expired; null for others
 */
record Token(
        long id,
        String text,
        String name,
        Kind kind,
        List<String> scopes,
        long userId,
        String owner,
        long family,
        @Nullable LocalDate expiresOn,
        @Nullable Instant expiresAt,
        boolean revoked) {

    /** What sort of token. */
    enum Kind {
        PERSONAL,
        PROJECT,
        GROUP,
        OAUTH
    }

    Token {
        scopes = List.copyOf(scopes);
    }

    Token revoke() {
        return new Token(id, text, name, kind, scopes, userId, owner, family, expiresOn, expiresAt, true);
    }

    boolean isOver(Instant now) {
        boolean byDay =
                expiresOn != null && !now.isBefore(expiresOn.atStartOfDay().toInstant(java.time.ZoneOffset.UTC));
        return byDay || (expiresAt != null && !now.isBefore(expiresAt));
    }

    Map<String, @Nullable Object> shown(Instant now) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("id", id);
        shown.put("name", name);
        shown.put("revoked", revoked);
        shown.put("created_at", "2026-01-01T00:00:00.000Z");
        shown.put("scopes", scopes);
        shown.put("user_id", userId);
        shown.put("last_used_at", null);
        shown.put("active", !revoked && !isOver(now));
        shown.put("expires_at", expiresOn == null ? null : expiresOn.toString());
        return shown;
    }

    @Override
    public String toString() {
        return "Token[%d]".formatted(id);
    }
}
