package dev.claviger.auth.token;

import dev.claviger.kernel.http.Validation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long, how often and from where the tokens of a login method may be used (http-api.md 6.2). Times in seconds; 0 is no limit, and
 * for the period: not periodic.
 *
 * @param ttl of one token
 * @param maxTtl from the login to the last renewal's end
 * @param period when set, tokens live this long and may be renewed without end
 * @param usesLimit how often a token may be used
 */
public record TokenPolicy(long ttl, long maxTtl, long period, long usesLimit, TrustedIps trustedIps) {
    /** Ten years. */
    public static final long MAX_SECONDS = 315_360_000;

    private static final long THIRTY_DAYS = 2_592_000;
    private static final long MAX_USES = Integer.MAX_VALUE;

    /** What a configuration gets that says nothing. */
    public static final TokenPolicy DEFAULT = new TokenPolicy(THIRTY_DAYS, THIRTY_DAYS, 0, 0, TrustedIps.ANY);

    static final TokenPolicy UNLIMITED = new TokenPolicy(0, 0, 0, 0, TrustedIps.ANY);

    /** The same policy for tokens of a login that is over in this many seconds; at least one is left. */
    public TokenPolicy within(long seconds) {
        long most = Math.max(1, seconds);
        return new TokenPolicy(shorter(ttl, most), shorter(maxTtl, most), 0, usesLimit, trustedIps);
    }

    private static long shorter(long seconds, long most) {
        return seconds == 0 ? most : Math.min(seconds, most);
    }

    /** The fields as requests give them; absent ones keep what {@code base} has. */
    public static TokenPolicy read(
            Validation input,
            @Nullable Long ttl,
            @Nullable Long maxTtl,
            @Nullable Long period,
            @Nullable Long usesLimit,
            @Nullable List<TrustedIps.Given> trustedIps,
            TokenPolicy base) {
        TokenPolicy read = new TokenPolicy(
                input.number("accessTokenTTL", ttl, base.ttl, 0, MAX_SECONDS),
                input.number("accessTokenMaxTTL", maxTtl, base.maxTtl, 0, MAX_SECONDS),
                input.number("accessTokenPeriod", period, base.period, 0, MAX_SECONDS),
                input.number("accessTokenNumUsesLimit", usesLimit, base.usesLimit, 0, MAX_USES),
                TrustedIps.read(input, "accessTokenTrustedIps", trustedIps, base.trustedIps));
        input.check(
                read.maxTtl == 0 || read.ttl <= read.maxTtl,
                "accessTokenTTL",
                "Must not be greater than accessTokenMaxTTL");
        return read;
    }
}
