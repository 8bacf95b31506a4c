package dev.claviger.sync;

import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.sync.gitlab.GitLabClient;
import dev.claviger.sync.gitlab.Patience;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Tries as often as in production, with shorter rests in between. */
@ApplicationScoped
class QuickGitLab {
    @Produces
    @Singleton
    GitLabClient client(GuardedHttp http, Clock clock, RandomGenerator chance) {
        Patience usual = Patience.usual();
        return new GitLabClient(
                http, new Patience(usual.attempts(), Duration.ofMillis(20), usual.longest()), clock, chance);
    }
}
