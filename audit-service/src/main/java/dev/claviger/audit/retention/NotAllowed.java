package dev.claviger.audit.retention;

import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.Map;

/** Only administrators of the organisation decide what is kept: 403. */
final class NotAllowed extends Failure {
    NotAllowed() {
        super(Kind.PERMISSION_DENIED, "You are not allowed to edit on audit-logs");
    }

    @Override
    public Object details() {
        return List.of(Map.of("action", "edit", "subject", "audit-logs"));
    }
}
