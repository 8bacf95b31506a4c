package dev.claviger.audit.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of entries, newest first.
 *
 * @param nextCursor where the next page begins; null when there is none
 */
public record AuditLogPage(
        List<AuditLog> auditLogs, @Nullable String nextCursor) {
    public AuditLogPage {
        auditLogs = List.copyOf(auditLogs);
    }
}
