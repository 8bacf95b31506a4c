package dev.claviger.sync.right;

import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.Map;

/** The caller lacks a right: 403, the same whether or not there is what it asked for. */
public final class NotAllowed extends Failure {
    private final transient Right right;

    NotAllowed(Right right) {
        super(Kind.PERMISSION_DENIED, "You are not allowed to %s on %s".formatted(right.action(), right.subject()));
        this.right = right;
    }

    /** For the log. */
    String reason() {
        String where = right.projectId() == null ? "organisation" : "project";
        return "%s permission: expected %s on %s".formatted(where, right.action(), right.subject());
    }

    @Override
    public Object details() {
        return List.of(Map.of("action", right.action(), "subject", right.subject()));
    }
}
