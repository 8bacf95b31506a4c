package dev.claviger.verifier;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares what entries say with what their leaves commit to, entry by entry in the order of the log. */
final class PayloadCheck {
    private final LogSource log;
    private final String origin;
    private final Deque<Payload> page = new ArrayDeque<>();
    private final List<Long> absent = new ArrayList<>();
    private final List<Purge> purges = new ArrayList<>();
    private final List<Purge> toldLater;
    private final List<Long> mismatches = new ArrayList<>();
    private long verified;
    private long asked;

    /** Leaves of later logs may tell of payloads of this one. */
    PayloadCheck(LogSource log, String origin, List<Purge> toldLater) {
        this.log = log;
        this.origin = origin;
        this.toldLater = List.copyOf(toldLater);
    }

    void take(long index, byte[] leaf) {
        if (!log.hasPayloads()) {
            LeafEntry.find(leaf).flatMap(LeafEntry::purge).ifPresent(purges::add);
            return;
        }
        LeafEntry entry = LeafEntry.parse(leaf);
        entry.purge().ifPresent(purges::add);
        Payload payload = payload(index);
        if (payload == null) {
            absent.add(index);
        } else if (entry.commitsTo(payload.salt(), payload.event())) {
            verified++;
        } else {
            mismatches.add(index);
        }
    }

    private @Nullable Payload payload(long index) {
        while (!page.isEmpty() && page.getFirst().index() < index) {
            page.removeFirst();
        }
        if (page.isEmpty() && index >= asked) {
            fetch(index);
        }
        return !page.isEmpty() && page.getFirst().index() == index ? page.removeFirst() : null;
    }

    private void fetch(long index) {
        List<Payload> next = log.payloads(index);
        next.stream().filter(each -> each.index() >= index).forEach(page::add);
        asked = page.isEmpty() ? index + LogSource.REACH : page.getLast().index() + 1;
    }

    LogReport.Payloads end() {
        PurgedPlaces purged = PurgedPlaces.of(origin, Stream.concat(purges.stream(), toldLater.stream()));
        List<Long> missing = absent.stream().filter(index -> !purged.has(index)).toList();
        return new LogReport.Payloads(
                log.hasPayloads(), verified, absent.size() - missing.size(), missing, mismatches, purges);
    }
}
