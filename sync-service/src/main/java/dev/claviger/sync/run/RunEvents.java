package dev.claviger.sync.run;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.sync.job.JobKind;
import dev.claviger.sync.secretsync.SyncDefinition;
import dev.claviger.sync.secretsync.SyncDoor;

/** How runs are called in the log. */
final class RunEvents {
    static final String PLANNED = "secret-sync-plan-secrets";
    static final String DELETED = "delete-secret-sync";
    static final String SHOWN = "get-secret-sync-runs";

    private RunEvents() {}

    static String of(JobKind kind) {
        return switch (kind) {
            case SYNC -> "secret-sync-sync-secrets";
            case REMOVE -> "secret-sync-remove-secrets";
            case UNDO -> "secret-sync-undo-secrets";
            case COMPARE -> "secret-sync-compare-secrets";
        };
    }

    static AccessEvent about(AccessEvent event, SyncDefinition sync) {
        return event.in(
                        sync.projectId(),
                        sync.source().environmentSlug(),
                        sync.source().path())
                .with("syncId", sync.id())
                .with("name", sync.name())
                .with("destination", SyncDoor.GITLAB)
                .with("connectionId", sync.connectionId());
    }
}
