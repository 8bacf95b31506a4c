package dev.claviger.vault.permission;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The door of every feature: asks the question and lets a refusal out only after it was recorded. */
@ApplicationScoped
public class Gate {
    private final Outbox outbox;

    Gate(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * Completes when it is allowed. Otherwise records the attempt as denied and then fails with {@link PermissionDenied}; when it
     * cannot be recorded, fails as the outbox does.
     */
    public Uni<Void> require(
            Permissions permissions, String action, String subject, Resource resource, AccessEvent attempt) {
        Decision decision = permissions.decide(action, subject, resource);
        return decision.allowed()
                ? Uni.createFrom().voidItem()
                : refuse(new PermissionDenied(action, subject, decision), attempt);
    }

    /** Records the attempt as denied for the reason of the refusal, then fails with it. */
    public <T> Uni<T> refuse(Failure refusal, AccessEvent attempt) {
        return outbox.record(attempt.denied(refusal.text()))
                .chain(() -> Uni.createFrom().failure(refusal));
    }
}
