package dev.claviger.local.gitlabapi;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** All tokens there ever were. */
final class TokenBook {
    private static final String REVOKED = "Token was revoked. You have to re-authorize from the user.";
    private static final String OVER = "Token is expired. You can either do re-authorization or token refresh.";
    private static final int DAY_LENGTH = "2026-01-31".length();
    private static final int DAYS_OF_A_ROTATED_TOKEN = 7;

    private final Settings settings;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final List<Token> tokens = new ArrayList<>();
    private long lastId = 500;

    TokenBook(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Makes a token that lives until the end of the day before this one. */
    Token issue(Token.Kind kind, String name, List<String> scopes, long userId, Owner owner, LocalDate expiresOn) {
        lastId++;
        Token token = new Token(
                lastId,
                newText("glpat-"),
                name,
                kind,
                scopes,
                userId,
                owner.mark(),
                owner.level(),
                lastId,
                clock.instant(),
                expiresOn,
                null,
                false);
        tokens.add(token);
        return token;
    }

    /** Whose a token is: of a place, in which its bot has a role, or of a person. */
    record Owner(String mark, int level) {
        static final Owner PERSON = new Owner("", 0);
    }

    /** On which day a new token is to end. Without a wish it is the last one that there may be. */
    LocalDate end(Optional<String> wished) {
        return allowed(wished.map(TokenBook::date).orElse(latest()));
    }

    private LocalDate allowed(LocalDate end) {
        if (end.isAfter(latest())) {
            throw Refused.message(400, "400 Bad request - Expiration date must be before " + latest().plusDays(1));
        }
        if (!end.isAfter(today())) {
            throw Refused.message(400, "400 Bad request - Expiration date can't be in the past");
        }
        return end;
    }

    private LocalDate latest() {
        return today().plusDays(settings.longestTokenDays);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    Token issueOAuth(long userId, List<String> scopes, int seconds) {
        lastId++;
        Token token = new Token(
                lastId,
                newText(""),
                "OAuth",
                Token.Kind.OAUTH,
                scopes,
                userId,
                "",
                0,
                lastId,
                clock.instant(),
                null,
                clock.instant().plusSeconds(seconds),
                false);
        tokens.add(token);
        return token;
    }

    /** Who presents this; refused as GitLab refuses it. */
    Token admit(String text) {
        Token token = byText(text).orElseThrow(Refused::unauthorized);
        if (token.revoked()) {
            throw Refused.token(REVOKED);
        }
        if (token.isOver(clock.instant())) {
            throw Refused.token(OVER);
        }
        return token;
    }

    Optional<Token> byText(String text) {
        return tokens.stream().filter(token -> token.text().equals(text)).findFirst();
    }

    List<Token> ownedBy(String owner) {
        return tokens.stream().filter(token -> token.owner().equals(owner)).toList();
    }

    List<Token> personal() {
        return tokens.stream()
                .filter(token -> token.kind() == Token.Kind.PERSONAL)
                .toList();
    }

    void revoke(Token token) {
        tokens.replaceAll(each -> each.id() == token.id() ? each.revoke() : each);
    }

    /** A token that was ended, and is rotated or asks to be, gives the whole family away. */
    void revokeFamily(Token old) {
        tokens.replaceAll(each -> each.family() == old.family() ? each.revoke() : each);
    }

    Token rotate(Token old, Optional<String> expiresOn) {
        if (old.revoked()) {
            revokeFamily(old);
            throw Refused.message(400, "400 Bad request - Token already revoked");
        }
        LocalDate end = allowed(expiresOn.map(TokenBook::date).orElse(today().plusDays(DAYS_OF_A_ROTATED_TOKEN)));
        revoke(old);
        lastId++;
        Token fresh = new Token(
                lastId,
                newText("glpat-"),
                old.name(),
                old.kind(),
                old.scopes(),
                old.userId(),
                old.owner(),
                old.level(),
                old.family(),
                clock.instant(),
                end,
                null,
                false);
        tokens.add(fresh);
        return fresh;
    }

    /** Of a moment the day counts. */
    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text.indexOf('T') == DAY_LENGTH ? text.substring(0, DAY_LENGTH) : text);
        } catch (java.time.format.DateTimeParseException wrong) {
            throw Refused.parameter("expires_at is invalid");
        }
    }

    String newText(String prefix) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
