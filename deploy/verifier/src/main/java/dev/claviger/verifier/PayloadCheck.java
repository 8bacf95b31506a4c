package dev.claviger.verifier;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares what entries say with what their leaves commit to, entry by entry in the order of the log. */
final class PayloadCheck {
    private final LogSource log;
    private final String origin;
    private final Deque<Payload> page = new ArrayDeque<>();
    private final List<Long> absent = new ArrayList<>();
    private final List<LeafEntry.Range> purged = new ArrayList<>();
    private final List<Long> mismatches = new ArrayList<>();
    private long verified;
    private boolean exhausted;

    PayloadCheck(LogSource log, String origin) {
        this.log = log;
        this.origin = origin;
        this.exhausted = !log.hasPayloads();
    }

    void take(long index, byte[] leaf) {
        if (!log.hasPayloads()) {
            return;
        }
        LeafEntry entry = LeafEntry.parse(leaf);
        entry.purged().ifPresent(purged::add);
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
        if (page.isEmpty() && !exhausted) {
            List<Payload> next = log.payloads(index);
            exhausted = next.isEmpty();
            next.stream().filter(each -> each.index() >= index).forEach(page::add);
        }
        return !page.isEmpty() && page.getFirst().index() == index ? page.removeFirst() : null;
    }

    LogReport.Payloads end() {
        long erased = absent.stream().filter(this::isPurged).count();
        List<Long> missing = absent.stream().filter(index -> !isPurged(index)).toList();
        return new LogReport.Payloads(log.hasPayloads(), verified, erased, missing, mismatches);
    }

    private boolean isPurged(long index) {
        return purged.stream().anyMatch(range -> range.has(origin, index));
    }
}
