package dev.claviger.kernel.caller;

import dev.claviger.kernel.outbound.Cidr;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an access token says about its own use.
 *
 * @param issuedAt in whole seconds
 * @param counted whether it may be used a limited number of times, which auth-service counts
 * @param restricted whether it may be used from some addresses only
 * @param trustedIps those addresses
 */
public record TokenTerms(Instant issuedAt, boolean counted, boolean restricted, List<Cidr> trustedIps) {
    public TokenTerms {
        trustedIps = List.copyOf(trustedIps);
    }

    /** The claims of http-api.md 3.7. Throws {@link IllegalArgumentException} for what auth-service does not write. */
    static TokenTerms of(
            Instant issuedAt, @Nullable Object usesLimit, @Nullable Object ipRestriction, @Nullable Object trustedIps) {
        return new TokenTerms(issuedAt, number(usesLimit) > 0, Boolean.TRUE.equals(ipRestriction), ranges(trustedIps));
    }

    /** Whether it may be used from there; an address that cannot be read is none of the trusted ones. */
    public boolean admits(String ip) {
        return !restricted
                || address(ip).stream().anyMatch(there -> trustedIps.stream().anyMatch(range -> range.has(there)));
    }

    private static Optional<InetAddress> address(String ip) {
        try {
            return Optional.of(InetAddress.ofLiteral(ip));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static long number(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("not a number");
    }

    private static List<Cidr> ranges(@Nullable Object value) {
        return value instanceof List<?> texts
                ? texts.stream().map(text -> Cidr.of(String.valueOf(text))).toList()
                : List.of();
    }
}
