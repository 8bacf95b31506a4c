package dev.claviger.auth.token;

import java.util.Optional;
import java.util.stream.LongStream;

/**
 * How long a token lives (http-api.md 3.7): the smallest of what the policy asks for, what is left of its maximum since the login, and
 * the ceiling of this installation. All in whole seconds.
 *
 * @param seconds 0 for a token without an end
 */
record Lifetime(long seconds) {

    /**
     * Works out the lifetime of a token that is issued now.
     *
     * @param ceiling the most that any token of this installation may live; 0 for no such limit
     * @param age since the login, 0 at the login itself
     * @return empty when nothing is left of the maximum
     */
    static Optional<Lifetime> of(TokenPolicy policy, long ceiling, long age) {
        boolean periodic = policy.period() > 0;
        long asked = periodic ? policy.period() : policy.ttl();
        boolean limited = !periodic && policy.maxTtl() > 0;
        long left = policy.maxTtl() - age;
        if (limited && left <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Lifetime(LongStream.of(asked, limited ? left : 0, ceiling)
                .filter(bound -> bound > 0)
                .min()
                .orElse(0)));
    }
}
