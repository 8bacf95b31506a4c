package dev.claviger.audit.retention;

import dev.claviger.audit.trail.Entry;
import dev.claviger.audit.trail.TrailStore;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Has the log tell which payloads go: leaves with the exact places, so that they excuse nothing else. */
@ApplicationScoped
class PurgeLeafStore {
    static final String NAME = "audit.retention.purged";

    /** A leaf has room for these; more ranges take more leaves. */
    private static final int RANGES = 16;

    private static final Origin NOWHERE = new Origin("", "", "", "");

    private final TrailStore trail;
    private final PurgeStore store;
    private final Clock clock;
    private final Ids ids;

    PurgeLeafStore(TrailStore trail, PurgeStore store, Clock clock, Ids ids) {
        this.trail = trail;
        this.store = store;
        this.clock = clock;
        this.ids = ids;
    }

    /** Appends, within the transaction that removes. */
    Uni<Void> append(RecordedTransaction transaction, List<Gone> gone, Reason reason) {
        if (gone.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Told> told =
                parts(gone).stream().map(part -> told(part, reason, now)).toList();
        return trail.append(transaction.sql(), told.stream().map(Told::entry).toList(), now)
                .chain(() -> Multi.createFrom()
                        .iterable(byLog(told).entrySet())
                        .onItem()
                        .transformToUniAndConcatenate(
                                log -> store.tell(transaction, log.getKey(), reason, log.getValue(), now))
                        .collect()
                        .last())
                .replaceWithVoid();
    }

    private static Map<String, List<PurgeStore.Told>> byLog(List<Told> told) {
        return told.stream()
                .collect(Collectors.groupingBy(
                        each -> each.entry().log(),
                        LinkedHashMap::new,
                        Collectors.mapping(
                                each -> new PurgeStore.Told(each.entry().id(), each.entries()), Collectors.toList())));
    }

    /** Of one log each, and none too long for a leaf. */
    private static List<List<Gone>> parts(List<Gone> gone) {
        List<List<Gone>> parts = new ArrayList<>();
        gone.stream()
                .collect(Collectors.groupingBy(Gone::origin, LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(ofLog -> {
                    for (int at = 0; at < ofLog.size(); at += RANGES) {
                        parts.add(ofLog.subList(at, Math.min(ofLog.size(), at + RANGES)));
                    }
                });
        return parts;
    }

    private Told told(List<Gone> part, Reason reason, Instant now) {
        Gone first = part.getFirst();
        long entries = part.stream().mapToLong(Gone::entries).sum();
        String ranges = part.stream().map(Gone::range).collect(Collectors.joining(","));
        AccessEvent event = AccessEvent.begin(ids.next(), now, NAME, NOWHERE)
                .by(reason.by(), Uuids.read(first.org()).orElse(null), Provenance.NONE)
                .with("kind", reason.kind())
                .with("retentionClass", reason.retentionClass())
                .with("month", reason.month() == null ? "" : reason.month().toString())
                .with("log", first.origin())
                .with("leaves", ranges)
                .with("numberOfEntries", entries);
        String facts = "\"purge\":{\"shard\":\"%s\",\"ranges\":[%s],\"kind\":\"%s\",\"class\":\"%s\",\"by\":\"%s\"}"
                .formatted(first.origin(), ranges, reason.kind(), reason.retentionClass(), reason.byId());
        return new Told(Entry.ours(first.org(), event, facts), entries);
    }

    private record Told(Entry entry, long entries) {}
}
