package dev.claviger.audit.alert;

import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.Map;

/** The caller's role in the organisation does not reach its alerts: 403. */
final class NotAllowed extends Failure {
    private final String action;

    NotAllowed(String action) {
        super(Kind.PERMISSION_DENIED, "You are not allowed to %s on audit-alerts".formatted(action));
        this.action = action;
    }

    @Override
    public Object details() {
        return List.of(Map.of("action", action, "subject", "audit-alerts"));
    }
}
