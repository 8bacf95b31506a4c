package dev.claviger.audit.rootkey;

import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.Map;

/** The caller does not run the installation: 403. */
final class NotAllowed extends Failure {
    private final String action;

    NotAllowed(String action) {
        super(
                Kind.PERMISSION_DENIED,
                "Root keys are for administrators of the organisations in claviger.audit.alerts.operators");
        this.action = action;
    }

    @Override
    public Object details() {
        return List.of(Map.of("action", action, "subject", "kms"));
    }
}
