package dev.claviger.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LifetimeTest {
    private static final long NONE = 0;
    private static final long REFUSED = -1;

    @ParameterizedTest(name = "ttl {0}, max {1}, period {2}, ceiling {3}, age {4}: {5}")
    @MethodSource
    void T19_lifetime(long ttl, long maxTtl, long period, long ceiling, long age, long expected) {
        TokenPolicy policy = new TokenPolicy(ttl, maxTtl, period, 0, TrustedIps.ANY);

        long seconds = Lifetime.of(policy, ceiling, age).map(Lifetime::seconds).orElse(REFUSED);

        assertThat(seconds).isEqualTo(expected);
    }

    static Stream<Arguments> T19_lifetime() {
        return Stream.of(
                arguments(7200, 86_400, NONE, 7_776_000, 0, 7200),
                arguments(7200, 7200, NONE, 7_776_000, 7199, 1),
                arguments(7200, 7200, NONE, 7_776_000, 7200, REFUSED),
                arguments(7200, 7200, NONE, 7_776_000, 1_000_000, REFUSED),
                arguments(7200, NONE, NONE, 7_776_000, 1_000_000, 7200),
                arguments(NONE, 7200, NONE, 7_776_000, 0, 7200),
                arguments(NONE, 7200, NONE, 7_776_000, 7000, 200),
                arguments(NONE, NONE, NONE, 7_776_000, 0, 7_776_000),
                arguments(NONE, NONE, NONE, NONE, 0, NONE),
                arguments(315_360_000, 315_360_000, NONE, 7_776_000, 0, 7_776_000),
                arguments(315_360_000, 315_360_000, NONE, NONE, 0, 315_360_000),
                arguments(7200, 7200, 3600, 7_776_000, 0, 3600),
                arguments(7200, 7200, 3600, 7_776_000, 1_000_000, 3600),
                arguments(7200, 7200, 315_360_000, 7_776_000, 0, 7_776_000),
                arguments(1, 1, NONE, 7_776_000, 0, 1));
    }

    /** No sequence of renewals passes the maximum: what holds for each step holds for all. */
    @ParameterizedTest
    @MethodSource
    void T19_renewalsNeverPassTheMaximum(long seed) {
        Random random = new Random(seed);
        long ttl = random.nextLong(0, 1000);
        long maxTtl = random.nextLong(Math.max(1, ttl), 2000);
        long ceiling = random.nextLong(0, 1500);
        long age = random.nextLong(0, 3000);
        TokenPolicy policy = new TokenPolicy(ttl, maxTtl, 0, 0, TrustedIps.ANY);

        long seconds = Lifetime.of(policy, ceiling, age).map(Lifetime::seconds).orElse(REFUSED);

        assertThat(seconds == REFUSED || (seconds > 0 && age + seconds <= maxTtl))
                .isTrue();
    }

    static LongStream T19_renewalsNeverPassTheMaximum() {
        return LongStream.range(0, 1000);
    }
}
