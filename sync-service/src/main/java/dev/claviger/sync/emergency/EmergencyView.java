package dev.claviger.sync.emergency;

import dev.claviger.sync.emergency.EmergencyDoor.Found;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An emergency as it is answered. It names secrets and holds no value.
 *
 * @param steps those that the caller may see; null in lists
 * @param counts how many steps are in which state, of all
 */
record EmergencyView(
        UUID id,
        String name,
        String subject,
        String status,
        long graceSeconds,
        Map<String, Object> found,
        By createdBy,
        @Nullable By startedBy,
        @Nullable String conclusion,
        @Nullable Map<String, Object> aftermath,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Map<String, Integer> counts,
        @Nullable List<StepView> steps) {

    /** One. */
    record One(EmergencyView emergency) {}

    /** Several, without their steps. */
    record All(List<EmergencyView> emergencies) {
        All {
            emergencies = List.copyOf(emergencies);
        }
    }

    /** Who did something. */
    record By(String type, String id, String name) {
        static @Nullable By of(@Nullable Someone someone) {
            return someone == null
                    ? null
                    : new By(
                            someone.actor().type(),
                            someone.actor().id(),
                            someone.actor().name());
        }
    }

    /**
     * A step.
     *
     * @param message what is waited for, or why it is stuck
     * @param logProof where the proof is that the log has the entry of its end
     */
    record StepView(
            UUID id,
            int position,
            String kind,
            boolean isAutomatic,
            UUID subjectId,
            String subjectName,
            @Nullable UUID projectId,
            String environment,
            String secretPath,
            List<Object> secrets,
            List<UUID> waitsFor,
            String state,
            @Nullable String assignee,
            @Nullable String note,
            @Nullable String message,
            Map<String, Object> progress,
            @Nullable Map<String, Object> proof,
            @Nullable UUID eventId,
            @Nullable String logProof,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable By endedBy) {

        static StepView of(Step step) {
            return new StepView(
                    step.id(),
                    step.position(),
                    step.kind().text(),
                    step.isAutomatic(),
                    step.subjectId(),
                    step.subjectName(),
                    step.projectId(),
                    step.environment(),
                    step.secretPath(),
                    rows(step.secrets()),
                    step.waitsFor(),
                    step.state().text(),
                    step.assignee(),
                    step.note(),
                    step.message(),
                    step.progress().getMap(),
                    map(step.proof()),
                    step.eventId(),
                    step.eventId() == null ? null : "/api/x/logs/proofs/" + step.eventId(),
                    step.startedAt(),
                    step.endedAt(),
                    By.of(step.endedBy()));
        }

        private static List<Object> rows(JsonArray rows) {
            return rows.stream()
                    .map(each -> (Object) ((JsonObject) each).getMap())
                    .toList();
        }
    }

    static One one(Found found) {
        return new One(of(found));
    }

    static EmergencyView of(Found found) {
        return of(
                found.emergency(),
                counts(found.all()),
                found.steps().stream().map(StepView::of).toList());
    }

    /** Without its steps. */
    static EmergencyView of(Emergency emergency, List<Step> all) {
        return of(emergency, counts(all), null);
    }

    private static Map<String, Integer> counts(List<Step> all) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Step.State state : Step.State.values()) {
            counts.put(state.text(), 0);
        }
        all.forEach(step -> counts.merge(step.state().text(), 1, Integer::sum));
        return counts;
    }

    static EmergencyView brief(Emergency emergency) {
        return of(emergency, null, null);
    }

    private static EmergencyView of(
            Emergency emergency, @Nullable Map<String, Integer> counts, @Nullable List<StepView> steps) {
        Someone creator = emergency.creator();
        return new EmergencyView(
                emergency.id(),
                emergency.name(),
                emergency.subject(),
                emergency.status().text(),
                emergency.grace().toSeconds(),
                emergency.found().getMap(),
                new By(
                        creator.actor().type(),
                        creator.actor().id(),
                        creator.actor().name()),
                By.of(emergency.starter()),
                emergency.conclusion(),
                map(emergency.aftermath()),
                emergency.createdAt(),
                emergency.startedAt(),
                emergency.endedAt(),
                counts,
                steps);
    }

    private static @Nullable Map<String, Object> map(@Nullable JsonObject stored) {
        return stored == null ? null : stored.getMap();
    }
}
