package dev.claviger.drills;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What a drill came to.
 *
 * @param losses everything that should be there and is not, or is there and should not; must be empty
 * @param notes what happened besides
 */
record Findings(
        String drill,
        long reads,
        long writes,
        long failed,
        double readsDegraded,
        double writesDegraded,
        double longestSilence,
        List<String> losses,
        List<String> notes) {
    private static final long POLL_NANOS = 500_000_000;
    private static final int LOG_POLLS = 180;

    Findings {
        losses = List.copyOf(losses);
        notes = List.copyOf(notes);
    }

    boolean isSound() {
        return losses.isEmpty();
    }

    /** Looks for everything that clients were told, with patience for the way into the log. */
    static Findings of(String drill, Stage stage, Traffic traffic, List<String> notes) {
        List<String> losses = new ArrayList<>(written(stage, traffic));
        losses.addAll(logged(stage, traffic));
        return with(drill, traffic, losses, notes);
    }

    static Findings with(String drill, Traffic traffic, List<String> losses, List<String> notes) {
        return new Findings(
                drill,
                traffic.reads().good(),
                traffic.writes().good(),
                traffic.reads().failed() + traffic.writes().failed(),
                traffic.reads().degradedSeconds(),
                traffic.writes().degradedSeconds(),
                Math.max(
                        traffic.reads().longestSilenceSeconds(),
                        traffic.writes().longestSilenceSeconds()),
                losses,
                notes);
    }

    static List<String> written(Stage stage, Traffic traffic) {
        List<String> losses = new ArrayList<>();
        for (Traffic.Writer writer : traffic.writers()) {
            List<String> versions = stage.versions(writer.secretId());
            losses.addAll(lostWrites(writer, versions));
            if (!versions.isEmpty()
                    && !stage.value(traffic.project(), writer.key()).equals(versions.getLast())) {
                losses.add(writer.key() + " does not read as its last version");
            }
        }
        return losses;
    }

    /** Acknowledged values that are no version, or in another order, or twice. */
    static List<String> lostWrites(Traffic.Writer writer, List<String> versions) {
        List<String> losses = new ArrayList<>();
        int after = -1;
        for (Traffic.Attempt attempt : writer.acknowledged()) {
            int at = versions.indexOf(attempt.value());
            if (at < 0) {
                losses.add("acknowledged write " + attempt.value() + " is not there");
            } else if (at <= after) {
                losses.add("acknowledged write " + attempt.value() + " is out of order");
            }
            after = Math.max(after, at);
        }
        if (versions.stream().distinct().count() != versions.size()) {
            losses.add("a version of " + writer.key() + " is there twice");
        }
        return losses;
    }

    static List<String> logged(Stage stage, Traffic traffic) {
        List<String> updates = traffic.writers().stream()
                .flatMap(writer -> writer.acknowledged().stream())
                .map(Traffic.Attempt::request)
                .toList();
        List<String> losses = new ArrayList<>();
        traffic.leaked().forEach(request -> losses.add("a refusal had the value in it: " + request));
        losses.addAll(awaitOnceEach("read", traffic.served(), () -> stage.logged(traffic.project(), "get-secret")));
        losses.addAll(awaitOnceEach("write", updates, () -> stage.logged(traffic.project(), "update-secret")));
        return losses;
    }

    private interface Log {
        List<String> entries();
    }

    private static List<String> awaitOnceEach(String what, List<String> wanted, Log log) {
        List<String> losses = notOnce(what, wanted, log.entries());
        for (int polls = 0; !losses.isEmpty() && polls < LOG_POLLS; polls++) {
            LockSupport.parkNanos(POLL_NANOS);
            losses = notOnce(what, wanted, log.entries());
        }
        return losses;
    }

    /** What does not stand in the log, and what stands there more than once. */
    static List<String> notOnce(String what, List<String> wanted, List<String> entries) {
        Map<String, Integer> counts = new HashMap<>();
        entries.forEach(request -> counts.merge(request, 1, Integer::sum));
        List<String> losses = new ArrayList<>();
        long missing =
                wanted.stream().filter(request -> !counts.containsKey(request)).count();
        if (missing > 0) {
            losses.add("%s that were acknowledged and are not in the log: %d of %d"
                    .formatted(what + "s", missing, wanted.size()));
        }
        long twice = counts.values().stream().filter(count -> count > 1).count();
        if (twice > 0) {
            losses.add("%ss that stand in the log more than once: %d".formatted(what, twice));
        }
        return losses;
    }
}
