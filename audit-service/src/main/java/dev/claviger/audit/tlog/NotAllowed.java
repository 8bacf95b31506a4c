package dev.claviger.audit.tlog;

import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.Map;

/** The caller's role does not let it read the log: 403. */
final class NotAllowed extends Failure {
    NotAllowed() {
        super(Kind.PERMISSION_DENIED, "You are not allowed to read on audit-logs");
    }

    @Override
    public Object details() {
        return List.of(Map.of("action", "read", "subject", "audit-logs"));
    }
}
