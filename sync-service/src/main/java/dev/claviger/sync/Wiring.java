package dev.claviger.sync;

import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.sync.gitlab.GitLabClient;
import dev.claviger.sync.gitlab.Patience;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** What this service gets injected on top of the kernel's. */
@ApplicationScoped
class Wiring {
    @Produces
    @Singleton
    @DefaultBean
    RandomGenerator chance() {
        return new SecureRandom();
    }

    @Produces
    @Singleton
    @DefaultBean
    GitLabClient variablesOfGitLab(GuardedHttp http, Clock clock, RandomGenerator chance) {
        return new GitLabClient(http, Patience.usual(), clock, chance);
    }
}
