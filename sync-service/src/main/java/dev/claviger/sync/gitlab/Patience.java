package dev.claviger.sync.gitlab;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often a call is tried and how long it rests in between.
 *
 * @param attempts in all
 * @param first pause, which doubles each time
 * @param longest pause, also when GitLab asks for a longer one: the run then ends and goes on later
 */
public record Patience(int attempts, Duration first, Duration longest) {

    /** Five attempts within about a minute and a half. */
    public static Patience usual() {
        return new Patience(5, Duration.ofMillis(500), Duration.ofSeconds(60));
    }

    boolean allows(int attempt, Duration asked) {
        return attempt < attempts && asked.compareTo(longest) <= 0;
    }

    /** What GitLab asks for, at least; spread out, so that many do not come back at once. */
    Duration pause(int attempt, Duration asked, RandomGenerator chance) {
        Duration own = first.multipliedBy(1L << Math.min(attempt - 1, 16));
        long millis = Math.max(1, Math.min(own.toMillis(), longest.toMillis()));
        return asked.plusMillis(1 + chance.nextLong(millis));
    }
}
