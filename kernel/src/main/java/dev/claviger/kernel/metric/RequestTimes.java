package dev.claviger.kernel.metric;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts for each route how many requests were answered within the times that docs/slo.md promises. Paths that were refused before a route
 * was found for them are one: what callers write there is not to become a label.
 */
final class RequestTimes implements MeterFilter {
    private static final String REQUESTS = "http.server.requests";
    private static final String URI = "uri";
    private static final String REFUSED = "REFUSED";
    private static final double[] PROMISED_NANOS = {nanos(25), nanos(100), nanos(500)};

    @Override
    public Meter.Id map(Meter.Id id) {
        @Nullable String uri = id.getName().equals(REQUESTS) ? id.getTag(URI) : null;
        return uri == null || uri.indexOf('%') < 0 ? id : id.replaceTags(refused(id));
    }

    private static List<Tag> refused(Meter.Id id) {
        return id.getTags().stream()
                .map(tag -> tag.getKey().equals(URI) ? Tag.of(URI, REFUSED) : tag)
                .toList();
    }

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
