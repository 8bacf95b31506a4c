package dev.claviger.sync.emergency;

import dev.claviger.sync.emergency.EmergencyDoor.Found;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a leak.
 *
 * @param isContained whether it was closed with every step done, each with a proof that is more than somebody's word, no leaked version is
 *     the newest, and nothing was left out of the plan
 * @param verdict the same in words, and what keeps it from being so
 */
record EmergencyReport(boolean isContained, List<String> verdict, List<String> missing, EmergencyView emergency) {
    EmergencyReport {
        verdict = List.copyOf(verdict);
        missing = List.copyOf(missing);
    }

    static EmergencyReport of(Found found) {
        Emergency emergency = found.emergency();
        List<Step> all = found.all();
        List<String> verdict = new ArrayList<>();
        verdict.add("%d of %d steps are done.".formatted(count(all, Step.State.DONE), all.size()));
        add(verdict, count(all, Step.State.SKIPPED), "%d steps were skipped; the notes say why.");
        add(verdict, all.stream().filter(each -> !each.hasEnded()).count(), "%d steps have not ended.");
        add(verdict, confirmed(all, "word"), "Of %d steps only somebody's word says that they were done.");
        add(
                verdict,
                confirmed(all, "nobody"),
                "%d rotations have no target that could be asked whether the old value still works.");
        @Nullable JsonObject after = emergency.aftermath();
        int left = after == null ? 0 : after.getInteger("stillNewest", 0) + after.getInteger("unknown", 0);
        if (after == null) {
            verdict.add("The log was not asked yet what became of the leaked versions; closing does that.");
        } else {
            verdict.add("Of %d leaked versions %d have been replaced or deleted since, as the log tells."
                    .formatted(after.getInteger("asked", 0), after.getInteger("asked", 0) - left));
        }
        List<String> missing = emergency.found().getJsonArray("missing").stream()
                .map(String::valueOf)
                .toList();
        boolean whole = emergency.found().getBoolean("isWhole", false);
        if (!whole) {
            verdict.add("The plan was not made of the whole: see what is missing.");
        }
        boolean contained = whole
                && emergency.status() == Emergency.Status.CLOSED
                && all.stream().allMatch(each -> each.state() == Step.State.DONE)
                && confirmed(all, "word") == 0
                && left == 0;
        return new EmergencyReport(contained, verdict, missing, EmergencyView.of(found));
    }

    private static void add(List<String> verdict, long number, String text) {
        if (number > 0) {
            verdict.add(text.formatted(number));
        }
    }

    private static long count(List<Step> steps, Step.State state) {
        return steps.stream().filter(each -> each.state() == state).count();
    }

    private static long confirmed(List<Step> steps, String by) {
        return steps.stream()
                .map(Step::proof)
                .filter(proof -> proof != null && by.equals(proof.getString("confirmedBy")))
                .count();
    }
}
