package dev.claviger.sync.gitlab;

import dev.claviger.sync.plan.PlanItem;
import org.jspecify.annotations.Nullable;

/**
 * What became of one item of a plan.
 *
 * @param problem what GitLab said; null unless the step failed or was not tried
 */
public record StepResult(
        PlanItem item, Outcome outcome, @Nullable Problem problem) {

    /** How it ended. */
    public enum Outcome {
        DONE,
        /** Nothing was to be done. */
        NOTHING,
        REFUSED,
        FAILED,
        /** Something before it ended the run. */
        NOT_TRIED
    }

    /** Names the key and the rule, never the value. */
    @Override
    public String toString() {
        String reason = problem == null ? "" : ": " + problem.text();
        return "%s %s%s".formatted(outcome, item, reason);
    }
}
