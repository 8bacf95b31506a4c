package dev.claviger.audit.decision;

import dev.claviger.audit.query.AuditLogParams;
import dev.claviger.audit.query.AuditLogs;
import dev.claviger.audit.query.Filter;
import dev.claviger.audit.right.Attempts;
import dev.claviger.audit.right.AuditRights;
import dev.claviger.audit.right.Reader;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was decided in a project of late. */
@ApplicationScoped
class Decisions {
    static final String SUBJECT = "secrets";
    private static final int MOST = 5_000;
    private static final int DEFAULT_DAYS = 30;
    private static final int MOST_DAYS = 365;

    /** The action of http-api.md 6.7 that an event is about. */
    private static final Map<String, String> ACTIONS = Map.ofEntries(
            Map.entry("get-secret", "readValue"),
            Map.entry("get-secrets", "readValue"),
            Map.entry("reveal-secret", "readValue"),
            Map.entry("create-secret", "create"),
            Map.entry("create-secrets", "create"),
            Map.entry("update-secret", "edit"),
            Map.entry("update-secrets", "edit"),
            Map.entry("delete-secret", "delete"),
            Map.entry("delete-secrets", "delete"));

    private final AuditRights rights;
    private final Attempts attempts;
    private final AuditLogs logs;
    private final DecisionStore store;
    private final Clock clock;

    Decisions(AuditRights rights, Attempts attempts, AuditLogs logs, DecisionStore store, Clock clock) {
        this.rights = rights;
        this.attempts = attempts;
        this.logs = logs;
        this.store = store;
        this.clock = clock;
    }

    /**
     * The answer, the most frequent first.
     *
     * @param complete false when there are more kinds of decisions than are shown
     */
    record Recent(UUID projectId, Instant from, Instant to, List<RecordedDecision> decisions, boolean complete) {
        Recent {
            decisions = List.copyOf(decisions);
        }
    }

    Uni<Recent> recent(@Nullable String projectId, @Nullable String days) {
        return attempts.recorded(
                "audit-decisions-read",
                attempt -> rights.reader(projectId).chain(reader -> {
                    Validation check = new Validation();
                    UUID project = check.id("projectId", projectId);
                    long wanted = check.number("days", days, DEFAULT_DAYS, 1, MOST_DAYS);
                    check.done();
                    attempt.note(event -> event.in(project, null, null).with("days", wanted));
                    return recent(reader, project, wanted)
                            .invoke(recent -> attempt.note(
                                    "numberOfDecisions", recent.decisions().size()));
                }));
    }

    private Uni<Recent> recent(Reader reader, UUID project, long days) {
        Instant now = clock.instant();
        AuditLogParams params = new AuditLogParams();
        var _ = params.set(Map.of(
                "projectId", project.toString(),
                "eventType", String.join(",", ACTIONS.keySet()),
                "startDate", now.minus(Duration.ofDays(days)).toString(),
                "endDate", now.toString()));
        return logs.filter(reader, params, Filter.Span.INQUIRY)
                .chain(filter -> store.decisions(reader.organisation(), filter, MOST + 1)
                        .map(found -> new Recent(
                                project,
                                filter.start(),
                                filter.end(),
                                merged(found.subList(0, Math.min(found.size(), MOST))),
                                found.size() <= MOST)));
    }

    private static List<RecordedDecision> merged(List<RecordedDecision> found) {
        Map<RecordedDecision, RecordedDecision> merged = new LinkedHashMap<>();
        for (RecordedDecision each : found) {
            RecordedDecision decision = each.of(String.valueOf(ACTIONS.get(each.action())));
            merged.merge(decision.kind(), decision, RecordedDecision::and);
        }
        return merged.values().stream()
                .sorted(Comparator.comparingLong(RecordedDecision::count).reversed())
                .toList();
    }
}
