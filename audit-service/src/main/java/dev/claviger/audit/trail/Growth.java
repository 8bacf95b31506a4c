package dev.claviger.audit.trail;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The logs that a batch touches, in the order of their locks. */
record Growth(Map<String, GrowingLog> logs, Salts salts) {

    Growth add(List<Entry> entries) {
        entries.forEach(this::add);
        return this;
    }

    private void add(Entry entry) {
        GrowingLog log = logs.get(entry.log());
        if (log == null) {
            throw new IllegalStateException("the log is not locked: " + entry.log());
        }
        log.add(entry, salts.next());
    }

    List<Placed> placed() {
        return logs.values().stream().flatMap(log -> log.placed().stream()).toList();
    }

    List<GrowingLog.Filled> filled() {
        return logs.values().stream().flatMap(log -> log.filled().stream()).toList();
    }

    Collection<GrowingLog> all() {
        return logs.values();
    }
}
