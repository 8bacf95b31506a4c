package dev.claviger.local.gitlabapi;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An access token.
 *
 * @param level the role of its bot in the project or group; 0 for those of people
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
        int level,
        long family,
        Instant createdAt,
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
        return new Token(
                id, text, name, kind, scopes, userId, owner, level, family, createdAt, expiresOn, expiresAt, true);
    }

    /** Of a bot, which may do less with tokens than people. */
    boolean isBot() {
        return kind == Kind.PROJECT || kind == Kind.GROUP;
    }

    /** The scope api does all, read_api reads all, others do what they are for. */
    void requireScope(boolean isWrite, String alsoEnough) {
        boolean reads = !isWrite && scopes.contains("read_api");
        if (!scopes.contains("api") && !reads && !scopes.contains(alsoEnough)) {
            throw Refused.scope(isWrite ? "api" : "api read_api");
        }
    }

    boolean isActive(Instant now) {
        return !revoked && !isOver(now);
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
        shown.put("created_at", createdAt.truncatedTo(ChronoUnit.MILLIS).toString());
        shown.put("description", null);
        shown.put("scopes", scopes);
        shown.put("user_id", userId);
        shown.put("last_used_at", null);
        shown.put("active", isActive(now));
        shown.put("expires_at", expiresOn == null ? null : expiresOn.toString());
        if (isBot()) {
            shown.put("access_level", level);
            shown.put("resource_type", kind == Kind.PROJECT ? "project" : "group");
            shown.put("resource_id", Long.valueOf(owner.substring(owner.indexOf(':') + 1)));
        }
        return shown;
    }

    @Override
    public String toString() {
        return "Token[%d]".formatted(id);
    }
}
