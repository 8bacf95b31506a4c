package dev.claviger.audit.right;

import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.Map;

/** The caller may not read the audit log: 403, the same whether or not there is what it asked for. */
public final class NotAllowed extends Failure {
    private final String reason;

    /** @param reason for the log: which right was expected and what there was */
    NotAllowed(String reason) {
        super(Kind.PERMISSION_DENIED, "You are not allowed to read on audit-logs");
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    @Override
    public Object details() {
        return List.of(Map.of("action", "read", "subject", "audit-logs"));
    }
}
