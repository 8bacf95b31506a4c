package dev.claviger.sync.run;

import dev.claviger.kernel.Failure;
import dev.claviger.sync.gitlab.Problem;
import dev.claviger.sync.gitlab.StepResult;
import dev.claviger.sync.gitlab.StepResult.Outcome;
import dev.claviger.sync.plan.PlanItem;
import dev.claviger.sync.plan.PlanItem.Action;
import dev.claviger.sync.plan.Rule;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a run came to, with keys and rules and without values. */
final class RunReport {
    private static final int MOST_IN_MESSAGE = 5;
    private static final Set<Problem> OF_THE_MOMENT =
            Set.of(Problem.UNAUTHORIZED, Problem.NO_VARIABLE, Problem.CHANGED_SINCE);

    private final List<StepResult> results;

    RunReport(List<StepResult> results) {
        this.results = List.copyOf(results);
    }

    /** Whether all that was wanted is there. What is kept because deleting is off is meant to be. */
    boolean succeeded() {
        return results.stream().allMatch(RunReport::isWell);
    }

    private static boolean isWell(StepResult result) {
        return switch (result.outcome()) {
            case DONE, NOTHING -> true;
            case REFUSED -> result.item().rule() == Rule.DELETE_OFF;
            case FAILED, NOT_TRIED -> false;
        };
    }

    /** Whether trying again soon may help. */
    boolean mayPass() {
        return results.stream().map(StepResult::problem).anyMatch(problem -> problem != null && mayPass(problem));
    }

    static boolean mayPass(Problem problem) {
        return OF_THE_MOMENT.contains(problem) || mayPass(problem.kind());
    }

    static boolean mayPass(Failure.Kind kind) {
        return kind == Failure.Kind.UNAVAILABLE || kind == Failure.Kind.RATE_LIMITED;
    }

    /** The first variables that are not as they should be, and why. */
    String message() {
        List<StepResult> odd =
                results.stream().filter(result -> !isWell(result)).toList();
        String first = odd.stream()
                .limit(MOST_IN_MESSAGE)
                .map(result -> "%s: %s".formatted(result.item().id(), reason(result)))
                .collect(Collectors.joining("; "));
        int rest = odd.size() - MOST_IN_MESSAGE;
        return rest > 0 ? "%s; and %d more".formatted(first, rest) : first;
    }

    JsonObject json() {
        return new JsonObject()
                .put("counts", counts())
                .put(
                        "variables",
                        new JsonArray(results.stream()
                                .filter(result -> result.item().action() != Action.UNCHANGED)
                                .map(RunReport::row)
                                .toList()));
    }

    /** How many came to which end. */
    JsonObject counts() {
        JsonObject counts = new JsonObject();
        results.forEach(result -> {
            String name = result.outcome() == Outcome.DONE ? done(result.item()) : ended(result.outcome());
            counts.put(name, counts.getInteger(name, 0) + 1);
        });
        return counts;
    }

    private static String done(PlanItem item) {
        return switch (item.action()) {
            case CREATE -> "created";
            case UPDATE, REFLAG, RECREATE -> "updated";
            case DELETE -> "deleted";
            case ADOPT -> "adopted";
            case FORGET -> "forgotten";
            case IMPORT, REFUSE, UNCHANGED -> "unchanged";
        };
    }

    private static String ended(Outcome outcome) {
        return switch (outcome) {
            case REFUSED -> "refused";
            case FAILED -> "failed";
            case NOT_TRIED -> "notTried";
            case DONE, NOTHING -> "unchanged";
        };
    }

    private static JsonObject row(StepResult result) {
        JsonObject row = row(result.item()).put("outcome", result.outcome().name());
        @Nullable String reason = reason(result);
        return reason == null ? row : row.put("reason", reason);
    }

    /** One step of a plan. */
    static JsonObject row(PlanItem item) {
        JsonObject row = new JsonObject()
                .put("key", item.id().key())
                .put("environmentScope", item.id().scope())
                .put("action", item.action().name());
        Rule rule = item.rule();
        return rule == null ? row : row.put("reason", rule.text());
    }

    private static @Nullable String reason(StepResult result) {
        Problem problem = result.problem();
        Rule rule = result.item().rule();
        if (problem != null) {
            return problem.text();
        }
        return rule == null ? null : rule.text();
    }
}
