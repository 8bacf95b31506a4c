package dev.claviger.kernel;

import dev.claviger.kernel.crypto.KeyConfig;
import dev.claviger.kernel.crypto.RootRing;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
    RootRing rootRing(KeyConfig config) {
        return RootRing.parse(config.root().orElseGet(() -> fromFile(config)));
    }

    private static Secret fromFile(KeyConfig config) {
        try {
            return Secret.of(
                    Files.readString(
                            config.rootFile()
                                    .orElseThrow(
                                            () -> new IllegalArgumentException(
                                                    "Set claviger.keys.root or claviger.keys.root-file: the service cannot encrypt without it"))));
        } catch (IOException e) {
            throw new UncheckedIOException("claviger.keys.root-file cannot be read", e);
        }
    }
}
