package dev.claviger.sync.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.sync.job.JobKind;
import dev.claviger.sync.job.JobReport;
import dev.claviger.sync.plan.Plan;
import dev.claviger.sync.plan.PlanItem;
import dev.claviger.sync.plan.PlanItem.Action;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The last run of a kind as it is told. Never a value.
 *
 * @param counts how many variables came to which end
 * @param variables those that were not as they should be
 */
public record RunView(
        String kind,
        String status,
        UUID jobId,
        @Nullable String message,
        @Nullable Instant finishedAt,
        @Nullable Instant succeededAt,
        Map<String, Integer> counts,
        List<Variable> variables) {
    public RunView {
        counts = Map.copyOf(counts);
        variables = List.copyOf(variables);
    }

    /**
     * What became, or would become, of one variable.
     *
     * @param reason why it is refused or failed, or what is worth knowing
     * @param differences what somebody changed, where it is about that
     * @param exposes whether more people or jobs can read it by that
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Variable(
            String key,
            String environmentScope,
            @Nullable String action,
            @Nullable String outcome,
            @Nullable String reason,
            @Nullable List<String> differences,
            @Nullable Boolean exposes) {

        static Variable of(JsonObject row) {
            @Nullable JsonArray differences = row.getJsonArray("differences");
            return new Variable(
                    row.getString("key"),
                    row.getString("environmentScope"),
                    small(row.getString("action")),
                    small(row.getString("outcome")),
                    row.getString("reason"),
                    differences == null
                            ? null
                            : differences.stream()
                                    .map(String::valueOf)
                                    .map(each -> Objects.requireNonNull(small(each)))
                                    .toList(),
                    row.getBoolean("exposes"));
        }
    }

    /** Of all kinds that were asked for. */
    public record All(List<RunView> runs) {
        public All {
            runs = List.copyOf(runs);
        }
    }

    /** What a run would do. */
    public record Planned(List<Variable> plan, boolean isSettled) {
        public Planned {
            plan = List.copyOf(plan);
        }
    }

    static Planned planned(Plan plan) {
        return new Planned(
                plan.items().stream()
                        .filter(item -> item.action() != Action.UNCHANGED)
                        .map(RunView::variable)
                        .toList(),
                plan.isSettled());
    }

    private static Variable variable(PlanItem item) {
        return Variable.of(RunReport.row(item));
    }

    static RunView of(JobKind kind, JobReport told) {
        JsonObject report = Objects.requireNonNullElseGet(told.report(), JsonObject::new);
        JsonObject counts = report.getJsonObject("counts", new JsonObject());
        return new RunView(
                kind.name().toLowerCase(Locale.ROOT),
                told.state().status(),
                told.state().jobId(),
                told.state().message(),
                told.finishedAt(),
                told.state().succeededAt(),
                counts.stream().collect(Collectors.toMap(Map.Entry::getKey, each -> counts.getInteger(each.getKey()))),
                report.getJsonArray("variables", new JsonArray()).stream()
                        .map(row -> Variable.of((JsonObject) row))
                        .toList());
    }

    private static @Nullable String small(@Nullable String constant) {
        return constant == null ? null : constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
