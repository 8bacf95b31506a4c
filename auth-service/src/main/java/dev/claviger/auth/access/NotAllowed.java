package dev.claviger.auth.access;

import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.Map;

/** The caller's role lacks the action. */
final class NotAllowed extends Failure {
    private final transient IdentityAction action;

    NotAllowed(IdentityAction action) {
        super(
                Kind.PERMISSION_DENIED,
                "You are not allowed to %s on %s".formatted(action.text(), IdentityAction.SUBJECT));
        this.action = action;
    }

    @Override
    public Object details() {
        return List.of(Map.of("action", action.text(), "subject", IdentityAction.SUBJECT));
    }
}
