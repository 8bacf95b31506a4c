package dev.claviger.sync.run;

import dev.claviger.kernel.Failure;
import dev.claviger.sync.gitlab.GitLabRefused;
import dev.claviger.sync.job.Claimed;
import dev.claviger.sync.job.Ending;
import dev.claviger.sync.job.RunConfig;
import dev.claviger.sync.ledger.PlaceLost;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether and when a run that failed is tried again. */
@ApplicationScoped
class Retries {
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final String BROKE_OFF = "The run broke off; what it had done is known, and the next one goes on.";

    private final RunConfig config;

    Retries(RunConfig config) {
        this.config = config;
    }

    /** Null when it was tried often enough. */
    @Nullable
    Duration after(Claimed run) {
        if (run.attempts() > config.mostRetries()) {
            return null;
        }
        Duration pause = config.retryAfter().multipliedBy(1L << Math.min(run.attempts() - 1, 16));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }

    /** The ending of a run that could do nothing, or not go on. */
    Ending ending(Claimed run, Throwable problem) {
        return switch (problem) {
            case GitLabRefused refused ->
                Ending.failure(refused.text(), null, RunReport.mayPass(refused.problem()) ? after(run) : null);
            case Failure told -> Ending.failure(told.text(), null, RunReport.mayPass(told.kind()) ? after(run) : null);
            case PlaceLost lost -> Ending.failure(BROKE_OFF, null, after(run));
            default -> {
                Log.warnf(
                        "run of a sync broke off job=%s cause=%s",
                        run.jobId(), problem.getClass().getName());
                yield Ending.failure(BROKE_OFF, null, after(run));
            }
        };
    }
}
