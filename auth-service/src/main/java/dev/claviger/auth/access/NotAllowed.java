package dev.claviger.auth.access;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.orgright.Right;
import java.util.List;

/** No role of the caller gives the right. */
final class NotAllowed extends Failure {
    private final transient Right right;

    NotAllowed(Right right) {
        super(
                Kind.PERMISSION_DENIED,
                "You are not allowed to %s on %s"
                        .formatted(right.action(), right.subject().text()));
        this.right = right;
    }

    @Override
    public Object details() {
        return List.of(right.described());
    }
}
