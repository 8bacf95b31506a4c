package dev.claviger.kernel.metric;

import dev.claviger.kernel.PeriodicTask;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Gauges whose numbers take a question, such as a query: they are asked every few seconds, whoever scrapes how often. While there is no
 * answer a gauge has no number (NaN) rather than an old one.
 */
@ApplicationScoped
public class SampledGauges {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final MeterRegistry meters;
    private final List<Sample> samples = new CopyOnWriteArrayList<>();
    private final PeriodicTask timer = new PeriodicTask("sampling of gauges");

    SampledGauges(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Adds one. An answer that takes longer than a few seconds, or fails, is no number. */
    public void add(String name, String description, Supplier<Uni<Long>> question) {
        Sample sample = new Sample(name, question);
        var _ = Gauge.builder(name, sample, each -> each.number)
                .description(description)
                .register(meters);
        samples.add(sample);
    }

    void start(@Observes StartupEvent started) {
        timer.start(INTERVAL, this::askAll);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> askAll() {
        return Multi.createFrom()
                .iterable(samples)
                .onItem()
                .transformToUniAndConcatenate(Sample::ask)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private static final class Sample {
        private final String name;
        private final Supplier<Uni<Long>> question;
        private volatile double number = Double.NaN;

        Sample(String name, Supplier<Uni<Long>> question) {
            this.name = name;
            this.question = question;
        }

        /** Never fails. */
        Uni<Void> ask() {
            return Uni.createFrom()
                    .voidItem()
                    .chain(question::get)
                    .ifNoItem()
                    .after(INTERVAL)
                    .fail()
                    .invoke(found -> number = found)
                    .onFailure()
                    .invoke(failed -> {
                        number = Double.NaN;
                        Log.debugf(
                                "no number for %s cause=%s",
                                name, failed.getClass().getName());
                    })
                    .onFailure()
                    .recoverWithNull()
                    .replaceWithVoid();
        }
    }
}
