package dev.claviger.audit.trail;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Where the time of a batch goes on its way into the log: {@code claviger_audit_sequence_step_seconds}, by step. */
@Startup
@ApplicationScoped
public class StepTimes {
    private final Map<Step, Timer> timers = new EnumMap<>(Step.class);

    /** In their order. */
    public enum Step {
        /** Bytes into events. */
        PARSE,
        /** Which of them are new. */
        DEDUPE,
        /** The locks of the logs, with waiting for other replicas. */
        LOCK,
        /** Leaves, and the edge of the tree. */
        HASH,
        /** Rows of all tables. */
        INSERT,
        COMMIT
    }

    StepTimes(MeterRegistry meters) {
        for (Step step : Step.values()) {
            timers.put(
                    step,
                    meters.timer(
                            "claviger.audit.sequence.step", "step", step.name().toLowerCase(Locale.ROOT)));
        }
    }

    public <T> T time(Step step, Supplier<T> work) {
        return of(step).record(work);
    }

    /** From the subscription to the item. */
    public <T> Uni<T> time(Step step, Uni<T> work) {
        return Uni.createFrom().deferred(() -> {
            Timer.Sample begun = Timer.start();
            return work.invoke(() -> begun.stop(of(step)));
        });
    }

    /** What lasts from one place to another. */
    public void stop(Step step, Timer.Sample begun) {
        begun.stop(of(step));
    }

    private Timer of(Step step) {
        Timer timer = timers.get(step);
        if (timer == null) {
            throw new IllegalStateException("every step has a timer");
        }
        return timer;
    }
}
