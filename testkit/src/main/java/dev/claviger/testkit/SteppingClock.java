package dev.claviger.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test steps it. */
public final class SteppingClock extends Clock {
    private final AtomicReference<Instant> now;
    private final ZoneId zone;

    private SteppingClock(AtomicReference<Instant> now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    public static SteppingClock at(Instant start) {
        return new SteppingClock(new AtomicReference<>(start), ZoneOffset.UTC);
    }

    /** At an instant that means nothing, for tests to which only the distance matters. */
    public static SteppingClock anyTime() {
        return at(Instant.parse("2026-03-04T05:06:07Z"));
    }

    /** Steps forward, or back with a negative duration. */
    public void step(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    public void set(Instant instant) {
        now.set(instant);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** The same clock in another zone: both step together. */
    @Override
    public Clock withZone(ZoneId other) {
        return new SteppingClock(now, other);
    }
}
