package dev.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SteppingClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SteppingClock clock = SteppingClock.at(START);

    @Test
    void instant_standsStill_untilStepped() {
        assertThat(clock.instant()).isEqualTo(START).isEqualTo(clock.instant());

        clock.step(Duration.ofMinutes(5));

        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(5)));
    }

    @Test
    void clockInAnotherZone_stepsAlong() {
        Clock elsewhere = clock.withZone(ZoneId.of("Europe/Berlin"));

        clock.step(Duration.ofHours(-1));

        assertThat(elsewhere.instant()).isEqualTo(START.minus(Duration.ofHours(1)));
    }
}
