package dev.claviger.kernel;

import dev.claviger.kernel.crypto.KeyConfig;
import dev.claviger.kernel.crypto.Rings;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.outbound.AddressResolver;
import io.quarkus.arc.DefaultBean;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** What every service gets injected and tests replace: time, ids, the root keys. */
@ApplicationScoped
class Wiring {

    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    @DefaultBean
    Ids ids(Clock clock) {
        return new Ids(clock, new SecureRandom());
    }

    @Produces
    @Singleton
    @DefaultBean
    RootRing rootRing(KeyConfig config, Vertx vertx, AddressResolver resolver) {
        return new Rings(config, vertx, resolver).ring();
    }
}
