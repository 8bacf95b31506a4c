package dev.claviger.kernel.metric;

import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What is measured beyond what the framework measures by itself. */
@Singleton
class MetricWiring {

    @Produces
    @Singleton
    MeterFilter requestTimes() {
        return new RequestTimes();
    }
}
