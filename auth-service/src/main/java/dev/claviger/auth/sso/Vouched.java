package dev.claviger.auth.sso;

import dev.claviger.auth.user.Email;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an ID token says, after its signature was checked.
 *
 * @param email empty when it has none, or the provider has not verified it
 */
record Vouched(String subject, Email email, String firstName, String lastName, List<String> groups) {
    private static final int MOST_SUBJECT = 255;
    private static final int MOST_NAME = 255;

    /** Reads it (OpenID Connect Core 1.0, section 3.1.3.7). Throws {@link SsoRefused}. */
    static Vouched read(Map<String, Object> claims, Provider provider, String nonce, Instant now, Duration skew) {
        require(provider.issuer().equals(claims.get("iss")), "check=iss: it is not the issuer");
        List<String> audiences = texts(claims.get("aud"));
        require(audiences.contains(provider.clientId()), "check=aud: the token is for somebody else");
        require(
                audiences.size() == 1 || provider.clientId().equals(claims.get("azp")),
                "check=azp: the token was issued to somebody else");
        require(provider.clientId().equals(claims.getOrDefault("azp", provider.clientId())), "check=azp");
        require(now.minus(skew).isBefore(time(claims.get("exp"))), "check=exp: the token has expired");
        require(!time(claims.get("iat")).isAfter(now.plus(skew)), "check=iat: the token is of the future");
        require(nonce.equals(claims.get("nonce")), "check=nonce: the token is of another login");
        String subject = claims.get("sub") instanceof String text ? text : "";
        require(!subject.isBlank() && subject.length() <= MOST_SUBJECT, "check=sub: there is none");
        boolean verified = Boolean.TRUE.equals(claims.get("email_verified"));
        Email email = Email.canonical(verified && claims.get("email") instanceof String text ? text : "");
        return new Vouched(
                subject,
                email.isAddress() ? email : new Email(""),
                name(claims.get("given_name"), claims.get("name")),
                name(claims.get("family_name"), null),
                texts(claims.get(provider.groupClaim())));
    }

    private static void require(boolean holds, String reason) {
        if (!holds) {
            throw SsoRefused.because(reason);
        }
    }

    private static Instant time(@Nullable Object claim) {
        if (claim instanceof Number seconds) {
            return Instant.ofEpochSecond(seconds.longValue());
        }
        throw SsoRefused.because("check=times: exp or iat is missing");
    }

    private static String name(@Nullable Object first, @Nullable Object second) {
        return Stream.of(String.valueOf(first), String.valueOf(second))
                .filter(name -> !name.equals("null") && !name.isBlank())
                .findFirst()
                .map(name -> name.length() <= MOST_NAME ? name : name.substring(0, MOST_NAME))
                .orElse("");
    }

    private static List<String> texts(@Nullable Object claim) {
        if (claim instanceof String text) {
            return List.of(text);
        }
        return claim instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }
}
