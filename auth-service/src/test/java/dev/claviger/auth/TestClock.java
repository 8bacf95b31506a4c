package dev.claviger.auth;

import dev.claviger.testkit.SteppingClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The clock of the service under test: it stands still until a test steps it. */
public final class TestClock {
    private static final SteppingClock CLOCK = SteppingClock.anyTime();

    private TestClock() {}

    /** For issuers that must agree with the service about the time. */
    public static Clock clock() {
        return CLOCK;
    }

    public static Instant now() {
        return CLOCK.instant();
    }

    public static void step(Duration by) {
        CLOCK.step(by);
    }

    /** Hands the clock to the service. */
    @ApplicationScoped
    static class Wiring {
        @Produces
        Clock clock() {
            return CLOCK;
        }
    }
}
