package dev.claviger.audit.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How the intake is doing, for health and metrics. */
@Startup
@ApplicationScoped
class Progress {
    private final Clock clock;
    private final Counter appended;
    private final Counter duplicates;
    private final Counter quarantined;
    private volatile boolean waiting;
    private volatile @Nullable Instant last;

    Progress(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.appended = meters.counter("claviger.audit.appended");
        this.duplicates = meters.counter("claviger.audit.duplicates");
        this.quarantined = meters.counter("claviger.audit.quarantined");
    }

    void made(SequenceStore.Intake intake) {
        waiting = false;
        last = clock.instant();
        appended.increment(intake.entries().size());
        duplicates.increment(intake.duplicates());
        quarantined.increment(intake.poison());
    }

    void interrupted() {
        waiting = true;
    }

    /** Whether a batch waits for PostgreSQL. */
    boolean isWaiting() {
        return waiting;
    }

    /** When the last batch was sequenced; null when none was since the start. */
    @Nullable
    Instant last() {
        return last;
    }

    long quarantined() {
        return (long) quarantined.count();
    }
}
