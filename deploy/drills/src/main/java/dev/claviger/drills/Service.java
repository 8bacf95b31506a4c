package dev.claviger.drills;

import java.util.ArrayList;
import java.util.List;

/**
 * How well one kind of request was served: when each was answered, and whether as wanted. Thread-safe.
 *
 * <p>Degraded is from the first request that failed until the first one after which none failed any more.
 */
final class Service {
    private record Answered(long sent, long ended, boolean good) {}

    private final List<Answered> all = new ArrayList<>();

    synchronized void note(long sent, long ended, boolean good) {
        all.add(new Answered(sent, ended, good));
    }

    synchronized long good() {
        return all.stream().filter(Answered::good).count();
    }

    synchronized long failed() {
        return all.size() - good();
    }

    /** From the first failure's sending to the first success that ended after the last failure; 0 when nothing failed. */
    synchronized double degradedSeconds() {
        if (failed() == 0) {
            return 0;
        }
        long begin = all.stream()
                .filter(each -> !each.good())
                .mapToLong(Answered::sent)
                .min()
                .orElse(0);
        long last = all.stream()
                .filter(each -> !each.good())
                .mapToLong(Answered::ended)
                .max()
                .orElse(0);
        long end = all.stream()
                .filter(each -> each.good() && each.ended() >= last)
                .mapToLong(Answered::ended)
                .min()
                .orElse(last);
        return (end - begin) / 1e9;
    }

    /** The longest time in which nothing was answered as wanted. */
    synchronized double longestSilenceSeconds() {
        List<Long> good = all.stream()
                .filter(Answered::good)
                .map(Answered::ended)
                .sorted()
                .toList();
        long longest = 0;
        for (int i = 1; i < good.size(); i++) {
            longest = Math.max(longest, good.get(i) - good.get(i - 1));
        }
        return longest / 1e9;
    }
}
