package dev.claviger.auth.claim;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a token may be used (RFC 7519, section 4.1).
 *
 * @param skew how far the issuer's clock and ours may differ
 */
public record TokenTimes(Instant now, Duration skew) {

    /** Whether its end is still to come; a token without an end is not accepted. */
    public boolean isBeforeEnd(Map<String, Object> claims) {
        return seconds(claims.get("exp"))
                .filter(end -> end.compareTo(epoch(now.minus(skew))) > 0)
                .isPresent();
    }

    /** Whether its beginning, if it has one, is over. */
    public boolean hasBegun(Map<String, Object> claims) {
        return !claims.containsKey("nbf")
                || seconds(claims.get("nbf"))
                        .filter(beginning -> beginning.compareTo(epoch(now.plus(skew))) <= 0)
                        .isPresent();
    }

    /** Whether it lives no longer than this, counted from now and, if it says when it was made, from then. */
    public boolean endsWithin(Map<String, Object> claims, Duration most) {
        Optional<BigDecimal> end = seconds(claims.get("exp"));
        boolean isSoon = end.filter(time -> time.compareTo(epoch(now.plus(most).plus(skew))) <= 0)
                .isPresent();
        if (!claims.containsKey("iat")) {
            return isSoon;
        }
        BigDecimal life = BigDecimal.valueOf(most.plus(skew).toSeconds());
        return isSoon
                && seconds(claims.get("iat"))
                        .filter(made -> made.compareTo(epoch(now.plus(skew))) <= 0)
                        .filter(made -> end.orElse(made).subtract(made).compareTo(life) <= 0)
                        .isPresent();
    }

    private static BigDecimal epoch(Instant time) {
        return BigDecimal.valueOf(time.getEpochSecond());
    }

    /** A NumericDate; anything else is no time. */
    private static Optional<BigDecimal> seconds(@Nullable Object value) {
        return value instanceof Number ? ClaimValue.text(value).map(BigDecimal::new) : Optional.empty();
    }
}
