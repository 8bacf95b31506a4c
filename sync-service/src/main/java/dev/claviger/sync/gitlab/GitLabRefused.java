package dev.claviger.sync.gitlab;

import dev.claviger.kernel.Failure;
import java.time.Duration;

/** GitLab did not do what was asked, or we do not know whether it did. */
public final class GitLabRefused extends Failure {
    private final Problem problem;
    private final transient Duration pause;

    GitLabRefused(Problem problem) {
        this(problem, Duration.ZERO);
    }

    GitLabRefused(Problem problem, Duration pause) {
        super(problem.kind(), problem.text());
        this.problem = problem;
        this.pause = pause;
    }

    public Problem problem() {
        return problem;
    }

    /** How long GitLab wants us to wait; zero when it does not say. */
    public Duration pause() {
        return pause;
    }
}
