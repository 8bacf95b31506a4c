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
    private static final int DAYS_OF_A_ROTATED_TOKEN = 7;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final List<Token> tokens = new ArrayList<>();
    private long lastId = 500;

    TokenBook(Clock clock) {
        this.clock = clock;
    }

    /** Makes a token that lives until the end of the day before this one. */
    Token issue(Token.Kind kind, String name, List<String> scopes, long userId, String owner, LocalDate expiresOn) {
        lastId++;
        Token token =
                new Token(lastId, newText("glpat-"), name, kind, scopes, userId, owner, lastId, expiresOn, null, false);
        tokens.add(token);
        return token;
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
                lastId,
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

    Token byId(String id) {
        return tokens.stream()
                .filter(token -> Long.toString(token.id()).equals(id))
                .findFirst()
                .orElseThrow(() -> Refused.message(404, "404 Token Not Found"));
    }

    void revoke(Token token) {
        tokens.replaceAll(each -> each.id() == token.id() ? each.revoke() : each);
    }

    /** A rotated token that comes again gives the whole family away. */
    void revokeFamilyOf(String text) {
        byText(text)
                .filter(Token::revoked)
                .ifPresent(old -> tokens.replaceAll(each -> each.family() == old.family() ? each.revoke() : each));
    }

    Token rotate(Token old, Optional<String> expiresOn) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate end = expiresOn.map(TokenBook::date).orElse(today.plusDays(DAYS_OF_A_ROTATED_TOKEN));
        if (!end.isAfter(today) || end.isAfter(today.plusDays(365))) {
            throw Refused.message(400, "400 Bad request - Expiration date is not allowed");
        }
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
                old.family(),
                end,
                null,
                false);
        tokens.add(fresh);
        return fresh;
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
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
