package dev.claviger.audit.siem;

import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.Map;

/** Only administrators of the organisation decide where its entries go: 403. */
final class NotAllowed extends Failure {
    NotAllowed() {
        super(Kind.PERMISSION_DENIED, "You are not allowed to edit on audit-log-streams");
    }

    @Override
    public Object details() {
        return List.of(Map.of("action", "edit", "subject", "audit-log-streams"));
    }
}
