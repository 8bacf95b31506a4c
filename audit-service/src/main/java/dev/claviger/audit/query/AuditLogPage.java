package dev.claviger.audit.query;

import java.util.List;

/** One page of entries, newest first. */
record AuditLogPage(List<AuditLog> auditLogs) {
    AuditLogPage {
        auditLogs = List.copyOf(auditLogs);
    }
}
