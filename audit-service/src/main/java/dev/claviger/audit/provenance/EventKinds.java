package dev.claviger.audit.provenance;

import java.util.List;

/** Which events about secrets are reads; all others change something. */
public final class EventKinds {
    private static final List<String> READS = List.of("get-", "reveal-", "list-", "dashboard-", "export-", "compare-");

    private EventKinds() {}

    public static boolean isRead(String name) {
        return READS.stream().anyMatch(name::startsWith);
    }

    public static boolean isDeletion(String name) {
        return name.startsWith("delete-secret");
    }
}
