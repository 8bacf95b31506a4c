package dev.claviger.kernel.metric;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;

/** Counts for each route how many requests were answered within the times that docs/slo.md promises. */
final class RequestTimes implements MeterFilter {
    private static final String REQUESTS = "http.server.requests";
    private static final double[] PROMISED_NANOS = {nanos(25), nanos(100), nanos(500)};

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        return id.getName().equals(REQUESTS)
                ? DistributionStatisticConfig.builder()
                        .serviceLevelObjectives(PROMISED_NANOS)
                        .build()
                        .merge(config)
                : config;
    }

    private static double nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
